import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
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
import { Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { StringParameter } from "aws-cdk-lib/aws-ssm";
import { Construct } from "constructs";
import { AgentRegistry } from "./agent-registry.construct.ts";
import type { Core } from "./core.construct.ts";
import { counted } from "./counted.ts";
import { RunTasks } from "./run-tasks.construct.ts";

export interface AgentsProps {
  /** The server they work for. */
  readonly core: Core;
  /** Work queues they serve, the most urgent first; they are made where they are not there. Default `default`. */
  readonly workQueues?: readonly string[];
  /** How many agents run also while there is nothing to do. Default 0, which costs nothing. */
  readonly count?: number;
  /** How many agents run at most; their number follows the runs that wait. Default 4. */
  readonly max?: number;
  /** How long agents stay that nothing needs. Default ten minutes. */
  readonly idleWindow?: Duration;
  /** Any other text than before gives the agents a new token; the one before stays good for a day. Default: none. */
  readonly tokenRotation?: string;
  /** CPU units of one agent, 1024 to a vCPU; what Fargate offers. Default 512. */
  readonly cpu?: number;
  /** Memory of one agent in MiB; what Fargate offers for the CPU. Default 1024. */
  readonly memoryMb?: number;
  /** How many runs one agent carries on at once. Default 4. */
  readonly runsAtOnce?: number;
  /** An image of your own, with what your flows need installed (Python, say). It must have Node 24 and tar, for ARM64. Default: the official Node image. */
  readonly image?: ContainerImage;
  /**
   * A VPC of your own, from which the API can be reached; its public subnets are used, or, where it has none, its private ones. Default: one of
   * two public subnets without NAT, which costs nothing.
   */
  readonly vpc?: IVpc;
}

/** Agents on Fargate: the same agent that runs on a laptop, on ARM64, Spot first. */
export class Agents extends Construct {
  constructor(scope: Construct, id: string, props: AgentsProps) {
    super(scope, id);
    const { core, workQueues = ["default"], count = 0, cpu = 512, memoryMb = 1024, runsAtOnce = 4 } = props;
    const { max = Math.max(4, count), idleWindow = Duration.minutes(10), tokenRotation = "" } = props;
    if (max < count) throw new Error(`The agents' max of ${max} is below their count of ${count}; raise it, or leave it out.`);
    const registry = new AgentRegistry(this, "Registry", { table: core.foundations.table, tokenRotation });
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
        MILLRACE_API_URL: core.api.url,
        MILLRACE_PACKAGE_BUCKET: archive.s3BucketName,
        MILLRACE_PACKAGE_KEY: archive.s3ObjectKey,
        // what starts anew with a new token, and nothing else
        ...(tokenRotation !== "" && { MILLRACE_TOKEN_ROTATION: tokenRotation }),
        MILLRACE_AGENT_ARGUMENTS: JSON.stringify([...workQueues, "--limit", String(runsAtOnce), "--grace", "100"]),
      },
      secrets: {
        MILLRACE_API_KEY: ContainerSecret.fromSsmParameter(
          StringParameter.fromSecureStringParameterAttributes(this, "Token", { parameterName: registry.tokenParameter }),
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
    const outwards = new SecurityGroup(this, "Outwards", { vpc, description: "Agents ask; nobody asks them" });
    const service = new FargateService(this, "Service", {
      cluster,
      taskDefinition: task,
      desiredCount: count,
      assignPublicIp: vpc.publicSubnets.length > 0,
      securityGroups: [outwards],
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
    // without their token they could not start
    service.node.addDependency(registry.token);
    // an agent that holds runs asks not to be the one that is stopped
    task.addToTaskRolePolicy(
      new PolicyStatement({ actions: ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"], resources: [tasksOf(cluster)] }),
    );
    const isPublic = vpc.publicSubnets.length > 0;
    new RunTasks(this, "Runs", { core, cluster, task });
    registry.register({
      Definition: task.taskDefinitionArn,
      Container: "Agent",
      Subnets: vpc.selectSubnets({ subnetType: isPublic ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
      SecurityGroups: [outwards.securityGroupId],
      PublicIp: isPublic,
      Cluster: cluster.clusterName,
      Service: service.serviceName,
      WorkQueues: [...workQueues],
      RunsAtOnce: runsAtOnce,
      Min: count,
      Max: max,
      IdleSeconds: idleWindow.toSeconds(),
    });
    // said here, where the service is known, so that the server stands without agents and its template names none
    new Policy(this, "Scaling", {
      roles: [core.react.role],
      statements: [new PolicyStatement({ actions: ["ecs:DescribeServices", "ecs:UpdateService"], resources: [service.serviceArn] })],
    });
    core.foundations.alarms.on("Scaling", counted(core, "AgentScalingFailures"), {
      scope: this,
      what: "The number of agents on Fargate can't be set, so that runs wait or agents cost for nothing",
      runbook: "agents-not-scaled",
      periods: 3,
    });
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

function tasksOf(cluster: ICluster): string {
  return Stack.of(cluster).formatArn({ service: "ecs", resource: "task", resourceName: `${cluster.clusterName}/*` });
}

// as data, since CloudFormation reads what looks like its own variables in a text
function bootstrap(): string {
  const text = readFileSync(new URL("../agent/bootstrap.mjs", import.meta.url));
  return `await import("data:text/javascript;base64,${text.toString("base64")}")`;
}
