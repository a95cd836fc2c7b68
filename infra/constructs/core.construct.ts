import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { Alarms } from "./alarms.construct.ts";
import { Api } from "./api.construct.ts";
import { Bucket } from "./bucket.construct.ts";
import { Dashboard } from "./dashboard.construct.ts";
import type { Foundations } from "./foundations.ts";
import { given } from "./given.ts";
import { HintQueues } from "./hint-queues.construct.ts";
import { LOG_RETENTION } from "./node-function.construct.ts";
import { Notify } from "./notify.construct.ts";
import { Queue } from "./queue.construct.ts";
import { React } from "./react.construct.ts";
import type { Retention } from "./retention.ts";
import { Runner, type RunnerSize } from "./runner.construct.ts";
import { Secrets } from "./secrets.construct.ts";
import { Sweep } from "./sweep.construct.ts";
import { Table } from "./table.construct.ts";
import { Tick } from "./tick.construct.ts";
import { Timers } from "./timers.construct.ts";
import { Token } from "./token.construct.ts";

export interface CoreProps {
  /** Keep table and bucket, and the data in them, when the stack goes. */
  readonly retain: boolean;
  /** Told of alarms. */
  readonly alarmTopic?: ITopic;
  /** Whether there are alarms. Default true. */
  readonly alarms?: boolean;
  /** How long the functions' logs are kept; default one month. */
  readonly logRetention?: RetentionDays;
  /** How long runs, log lines and events are kept. */
  readonly retention?: Retention;
  /** Where traces of runs are sent, by OTLP over HTTP. */
  readonly otlpEndpoint?: string;
  /** Name of an encrypted SSM parameter with the headers that go with them, such as a collector's credentials. */
  readonly otlpHeadersParameter?: string;
  /** A page of CloudWatch with what goes on. Default false: an account has three for nothing, each beyond costs $3 a month. */
  readonly dashboard?: boolean;
  /** Of the function that runs deployments with `lambda()`. */
  readonly runner?: RunnerSize;
}

/** What every deployment needs: documents, blobs, queues, timers, the functions, the API and a first token. Owns no resource itself. */
export class Core extends Construct {
  readonly foundations: Foundations;
  readonly api: Api;
  readonly token: Token;
  readonly react: React;
  readonly tick: Tick;

  constructor(scope: Construct, id: string, props: CoreProps) {
    super(scope, id);
    const {
      retain,
      alarmTopic: topic,
      alarms: enabled = true,
      logRetention,
      retention,
      runner,
      dashboard = false,
      otlpEndpoint,
      otlpHeadersParameter,
    } = props;
    if (logRetention !== undefined) this.node.setContext(LOG_RETENTION, logRetention);
    const alarms = new Alarms(this, "Alarms", { enabled, ...given({ topic }) });
    const kept = {
      alarms,
      table: new Table(this, "Documents", { retain, alarms }),
      bucket: new Bucket(this, "Blobs", { retain }),
      // an announced transition that was not written yet is looked for again each second for ten seconds
      events: new Queue(this, "Events", { tries: 30 }),
      tick: new Queue(this, "Tick", { tries: 5 }),
      // a delivery is tried eight times by itself, and looked at in between
      notifications: new Queue(this, "Notifications", { tries: 30 }),
      hints: new HintQueues(this, "Hints"),
    };
    kept.events.allowRules();
    const foundations: Foundations = {
      ...kept,
      timers: new Timers(this, "Timers", { tick: kept.tick }),
      secrets: new Secrets(this, "Secrets"),
      ...given({ retention, otlpEndpoint, otlpHeadersParameter }),
    };
    this.foundations = foundations;
    this.api = new Api(this, "Api", foundations);
    this.tick = new Tick(this, "TickFunction", foundations);
    new Runner(this, "Runner", { foundations, apiUrl: this.api.url, ...runner }).grantStart(this.tick.handler);
    this.react = new React(this, "React", foundations);
    new Notify(this, "Notify", foundations);
    const sweep = new Sweep(this, "Sweep", foundations);
    if (dashboard) new Dashboard(this, "Dashboard", { ...foundations, api: this.api, react: this.react, sweep });
    this.token = new Token(this, "Token", { table: foundations.table });
  }
}
