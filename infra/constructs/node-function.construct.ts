import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Duration, FileSystem, RemovalPolicy } from "aws-cdk-lib";
import { type IRole, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime, SystemLogLevel } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { given } from "./given.ts";

export interface NodeFunctionProps {
  /** The bundle scripts/bundle.ts builds under this name. */
  readonly bundle: string;
  /** Directories that lie beside the bundle, by their names there; default none. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Default 256; CPU grows with it. */
  readonly memoryMb?: number;
  readonly timeout: Duration;
  /** How many invocations may go on at once; default: as many as the account has. */
  readonly mostAtOnce?: number;
}

/** From which level on the functions log. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Context key of the level from which on all functions below log; default `info`. */
export const LOG_LEVEL = "millrace:log-level";
/** Context key of how long the logs of all functions below are kept; default one month. */
export const LOG_RETENTION = "millrace:log-retention";

/** One Lambda from a prebuilt bundle, with a log group and a role of its own that allows what was asked for by name and nothing else. */
export class NodeFunction extends Construct {
  readonly lambda: LambdaFunction;
  /** For rights that are given by who owns what they are for; all others are asked for by {@link allow}. */
  readonly role: IRole;
  /** Name of its log group. */
  readonly logs: string;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const level: LogLevel = this.node.tryGetContext(LOG_LEVEL) ?? "info";
    const logGroup = new LogGroup(this, "Logs", {
      retention: this.node.tryGetContext(LOG_RETENTION) ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.logs = logGroup.logGroupName;
    this.#role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    this.role = this.#role;
    this.lambda = new LambdaFunction(this, "Function", {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(this.#stage(join(this.node.tryGetContext("bundles") ?? BUNDLES, props.bundle), props.beside)),
      role: this.#role,
      environment: { ...props.environment, MILLRACE_LOG_LEVEL: level },
      memorySize: props.memoryMb ?? 256,
      timeout: props.timeout,
      ...given({ reservedConcurrentExecutions: props.mostAtOnce }),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Ours is sifted by the functions themselves: from `warn` on, Lambda's own filter would take the lines that CloudWatch counts by.
      systemLogLevelV2: level === "debug" ? SystemLogLevel.DEBUG : SystemLogLevel.WARN,
    });
    this.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [logGroup.logGroupArn]);
  }

  #stage(bundle: string, beside: NodeFunctionProps["beside"]): string {
    if (beside === undefined) return bundle;
    const staged = FileSystem.mkdtemp("millrace-");
    cpSync(bundle, staged, { recursive: true });
    for (const [name, directory] of Object.entries(beside)) cpSync(directory, join(staged, name), { recursive: true });
    return staged;
  }

  /** Adds exactly these actions on exactly these resources to the function's role. */
  allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void {
    this.#role.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  }
}

/** Where scripts/bundle.ts puts them; the context key `bundles` names another directory. */
const BUNDLES = fileURLToPath(new URL("../../dist/functions/", import.meta.url));
