import { Fn } from "aws-cdk-lib";
import type { Alarms } from "./alarms.construct.ts";
import type { Bucket } from "./bucket.construct.ts";
import { given } from "./given.ts";
import type { HintQueues } from "./hint-queues.construct.ts";
import type { NodeFunction } from "./node-function.construct.ts";
import type { Queue } from "./queue.construct.ts";
import { type Retention, retentionEnvironment } from "./retention.ts";
import type { Secrets } from "./secrets.construct.ts";
import type { Table } from "./table.construct.ts";
import type { Timers } from "./timers.construct.ts";

/** What the functions that run the services stand on. */
export interface Foundations {
  readonly table: Table;
  readonly bucket: Bucket;
  /** Announced transitions. */
  readonly events: Queue;
  /** Timers that went off. */
  readonly tick: Queue;
  /** Deliveries to people and hooks. */
  readonly notifications: Queue;
  readonly hints: HintQueues;
  readonly timers: Timers;
  readonly secrets: Secrets;
  readonly alarms: Alarms;
  readonly retention?: Retention;
  /** Where traces of runs are sent. */
  readonly otlpEndpoint?: string;
  /** Name of the encrypted SSM parameter with the headers that go with them. */
  readonly otlpHeadersParameter?: string;
}

/** The variables that functions/wiring.lambda.ts reads. They name places; who may reach them is said by each construct's grants. */
export function environmentOf(on: Foundations): Record<string, string> {
  return {
    MILLRACE_TABLE: on.table.name,
    MILLRACE_BUCKET: on.bucket.name,
    MILLRACE_EVENTS_QUEUE: on.events.url,
    MILLRACE_TICK_QUEUE: on.tick.url,
    MILLRACE_TICK_QUEUE_ARN: on.tick.arn,
    MILLRACE_NOTIFICATIONS_QUEUE: on.notifications.url,
    MILLRACE_QUEUE_PREFIX: on.hints.prefix,
    MILLRACE_TIMER_GROUP: on.timers.group,
    MILLRACE_TIMER_ROLE: on.timers.roleArn,
    MILLRACE_TIMER_DEAD_LETTERS: on.timers.deadLetterArn,
    MILLRACE_SECRETS_PARAMETER: on.secrets.parameterName,
    ...retentionEnvironment(on.retention),
    ...given({ MILLRACE_OTLP_ENDPOINT: on.otlpEndpoint }),
  };
}

/** The variable that names the queues of what nobody could handle, to functions that may count what lies in them. */
export function unhandledEnvironment({ events, tick, notifications, timers }: Foundations): Record<string, string> {
  return {
    MILLRACE_DEAD_LETTERS: Fn.join(",", [
      `events=${events.unhandledUrl}`,
      `tick=${tick.unhandledUrl}`,
      `notifications=${notifications.unhandledUrl}`,
      `timers=${timers.deadLetterUrl}`,
    ]),
  };
}

/** Lets a function count what lies in these queues. */
export function grantCountUnhandled({ events, tick, notifications, timers }: Foundations, target: NodeFunction): void {
  for (const queue of [events, notifications, tick]) queue.grantCountUnhandled(target);
  timers.grantCountUnsent(target);
}
