import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { GatewayVpcEndpointAwsService, IpAddresses, type IVpc, SecurityGroup, SubnetType, Vpc } from "aws-cdk-lib/aws-ec2";
import {
  CfnClusterCapacityProviderAssociations,
  Cluster,
  ContainerImage,
  Secret as ContainerSecret,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
} from "aws-cdk-lib/aws-ecs";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { StringParameter } from "aws-cdk-lib/aws-ssm";
import { Construct } from "constructs";

export interface AgentsProps {
  /** What the agents set MILLRACE_API_URL to. */
  readonly apiUrl: string;
  /** Name of the SSM parameter that holds their token. */
  readonly tokenParameter: string;
  /** Work queues they serve, the most urgent first; default `default`. */
  readonly workQueues?: readonly string[];
  /** How many agents run. Default 0, which costs nothing. */
  readonly count?: number;
  /** CPU units of one agent, 1024 to a vCPU. Default 512. */
  readonly cpu?: number;
  /** Memory of one agent, in MiB. Default 1024. */
  readonly memoryMb?: number;
  /** How many runs one agent carries on at once. Default 4. */
  readonly runsAtOnce?: number;
  /** An image of your own, with what your flows need installed (Python, say). It must have Node 24 and tar, for ARM64. Default: the official Node image. */
  readonly image?: ContainerImage;
  /** A VPC of your own; its public subnets are used, or, where it has none, its private ones. Default: one of two public subnets, which costs nothing. */
  readonly vpc?: IVpc;
}

/** Agents on Fargate: the same agent that runs on a laptop, on ARM64, Spot first. */
export class Agents extends Construct {
  constructor(scope: Construct, id: string, props: AgentsProps) {
    super(scope, id);
    const { apiUrl, tokenParameter, workQueues = ["default"], count = 0, cpu = 512, memoryMb = 1024, runsAtOnce = 4 } = props;
    // the types of CDK's classes are looser than those of its interfaces
    const vpc = props.vpc ?? (this.#publicVpc() as IVpc);
    const cluster = new Cluster(this, "Cluster", { vpc }) as ICluster;
    const providers = new CfnClusterCapacityProviderAssociations(this, "Providers", {
      cluster: cluster.clusterName,
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
    });
    const task = new FargateTaskDefinition(this, "Task", {
      cpu,
      memoryLimitMiB: memoryMb,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
    });
    const archive = this.#package();
    task.addToTaskRolePolicy(
      new PolicyStatement({ actions: ["s3:GetObject"], resources: [`${archive.bucket.bucketArn}/${archive.s3ObjectKey}`] }),
    );
    task.addContainer("Agent", {
      image: props.image ?? ContainerImage.fromRegistry("public.ecr.aws/docker/library/node:24-slim"),
      user: "1000",
      entryPoint: ["node", "--input-type=module", "--eval"],
      command: [bootstrap()],
      environment: {
        MILLRACE_API_URL: apiUrl,
        MILLRACE_PACKAGE_BUCKET: archive.s3BucketName,
        MILLRACE_PACKAGE_KEY: archive.s3ObjectKey,
        MILLRACE_AGENT_ARGUMENTS: JSON.stringify([...workQueues, "--create", "--limit", String(runsAtOnce), "--grace", "100"]),
      },
      secrets: {
        MILLRACE_API_KEY: ContainerSecret.fromSsmParameter(
          StringParameter.fromSecureStringParameterAttributes(this, "Token", { parameterName: tokenParameter }),
        ),
      },
      // the longest Fargate waits, and the notice a Spot reclaim gives: runs that do not end in it go back to their queue
      stopTimeout: Duration.seconds(120),
      linuxParameters: new LinuxParameters(this, "Linux", { initProcessEnabled: true }),
      logging: LogDrivers.awsLogs({
        streamPrefix: "agent",
        logGroup: new LogGroup(this, "Logs", { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
      }),
    });
    const service = new FargateService(this, "Service", {
      cluster,
      taskDefinition: task,
      desiredCount: count,
      assignPublicIp: vpc.publicSubnets.length > 0,
      securityGroups: [new SecurityGroup(this, "Outwards", { vpc, description: "Agents ask; nobody asks them" })],
      capacityProviderStrategies: [
        { capacityProvider: "FARGATE_SPOT", weight: 9 },
        { capacityProvider: "FARGATE", weight: 1 },
      ],
      // agents hand their runs back, so that old and new ones may overlap or not
      minHealthyPercent: 0,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
    });
    service.node.addDependency(providers);
  }

  #publicVpc(): Vpc {
    return new Vpc(this, "Vpc", {
      ipAddresses: IpAddresses.cidr("10.76.0.0/16"),
      maxAzs: 2,
      natGateways: 0,
      // nothing of ours is in the default group, and closing it would take a function of its own
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: "public", subnetType: SubnetType.PUBLIC, cidrMask: 20 }],
      gatewayEndpoints: {
        S3: { service: GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });
  }

  #package(): Asset {
    const path: string = this.node.tryGetContext("agent") ?? fileURLToPath(new URL("../../dist/agent/agent.tgz", import.meta.url));
    if (!existsSync(path)) {
      throw new Error(`The agent's package is not built: ${path} is not there. Run \`npm run build:agent\` first.`);
    }
    return new Asset(this, "Package", { path });
  }
}

// as data, since CloudFormation reads what looks like its own variables in a text
function bootstrap(): string {
  const text = readFileSync(new URL("../agent/bootstrap.mjs", import.meta.url));
  return `await import("data:text/javascript;base64,${text.toString("base64")}")`;
}
