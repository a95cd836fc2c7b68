import type { ICertificate } from "aws-cdk-lib/aws-certificatemanager";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { Agents, type AgentsProps } from "./constructs/agents.construct.ts";
import { Console } from "./constructs/console.construct.ts";
import { Core } from "./constructs/core.construct.ts";
import { LOG_LEVEL, type LogLevel } from "./constructs/node-function.construct.ts";
import type { Retention } from "./constructs/retention.ts";

export type { Retention };

/** The console, for {@link MillraceProps.console}. */
export interface MillraceConsoleProps {
  /** Address of your own, such as `flows.example.com`, which you point to the distribution. Needs `certificate`. Default: CloudFront's address. */
  readonly domain?: string;
  /** Certificate for the domain, in us-east-1. Needs `domain`. */
  readonly certificate?: ICertificate;
}

/** Agents on Fargate, for {@link MillraceProps.agents}. */
export type MillraceAgentsProps = Omit<AgentsProps, "core">;

/** The function that runs deployments with `lambda()`, for {@link MillraceProps.runner}. */
export interface MillraceRunnerProps {
  /** Memory of an invocation in MiB, 512 to 10240; CPU grows with it, to one vCPU at 1769. Default 1769. */
  readonly memoryMb?: number;
  /** How many invocations may go on at once; the others wait. Default: as many as the account lets. */
  readonly mostAtOnce?: number;
}

/** How to deploy {@link Millrace}. Every part has a default. */
export interface MillraceProps {
  /** Keep table and bucket, and the data in them, when the stack goes. Default true. */
  readonly retain?: boolean;
  /** How long the functions' logs are kept. Default one month. */
  readonly logRetention?: RetentionDays;
  /** How long runs, log lines and events are kept. Default: runs 90 days, log lines and events 30. */
  readonly retention?: Retention;
  /** Where the trace of each run that ended is sent, by OTLP/HTTP with JSON, such as `http://collector.example:4318`. Default: nowhere. */
  readonly otlpEndpoint?: string;
  /**
   * Name of an SSM parameter of type SecureString with the headers that go with them, such as `/millrace/otlp-headers`: `name=value` pairs with
   * commas between. You put it; the one function that sends traces reads it. Needs an `https` endpoint. Default: none.
   */
  readonly otlpHeadersParameter?: string;
  /** A dashboard of CloudWatch: requests, queues, the table, what the sweep mended. Default false: an account has three for nothing, each beyond costs $3 a month. */
  readonly dashboard?: boolean;
  /**
   * From which level on the functions log, as JSON lines: `error` what failed, `warn` what was put off, `info` what each message and run came
   * to, `debug` also what Lambda says of each start. Default `info`.
   */
  readonly logLevel?: LogLevel;
  /** Alarms, one for each way to fail; an account has ten for nothing, each further one costs $0.10 a month. Default true. */
  readonly alarms?: boolean;
  /** Told when an alarm goes off and when it is over. Default: alarms are seen in CloudWatch only. */
  readonly alarmTopic?: ITopic;
  /** The function that runs deployments with `lambda()`. Default: 1769 MiB, and as many at once as the account lets. It costs nothing while nothing runs. */
  readonly runner?: MillraceRunnerProps;
  /** The console behind CloudFront. Default: none. */
  readonly console?: MillraceConsoleProps;
  /** Agents on Fargate. Default: none; agents run anywhere the API is reached. */
  readonly agents?: MillraceAgentsProps;
}

/**
 * The whole orchestrator in a stack of yours.
 *
 * @example
 * const millrace = new Millrace(this, "Millrace", { agents: { workQueues: ["ml"], count: 1 } });
 * new CfnOutput(this, "Api", { value: millrace.apiUrl });
 */
export class Millrace extends Construct {
  /** What to set MILLRACE_API_URL to. */
  readonly apiUrl: string;
  /** Name of the SSM parameter that holds the first token, an encrypted one. */
  readonly tokenParameter: string;
  /** Where people open the console; undefined without one. */
  readonly consoleUrl: string | undefined;

  constructor(scope: Construct, id: string, props: MillraceProps = {}) {
    super(scope, id);
    const { console, agents, retain = true, logLevel, ...rest } = props;
    // for all functions below, those beside the core too
    if (logLevel !== undefined) this.node.setContext(LOG_LEVEL, logLevel);
    const core = new Core(this, "Core", { retain, ...rest });
    const { api, token } = core;
    this.apiUrl = api.url;
    this.tokenParameter = token.parameterName;
    this.consoleUrl = console && new Console(this, "Console", { api, token, ...console }).url;
    if (agents !== undefined) new Agents(this, "Agents", { core, ...agents });
  }
}
