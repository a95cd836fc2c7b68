import type { Retention } from "#core/rules/retention.ts";

/**
 * Every environment variable our Lambdas read, in one place. The stack sets them (infra/constructs), a test holds both together.
 */
export const variables = {
  /** Name of the table. */
  table: "MILLRACE_TABLE",
  /** Name of the bucket. */
  bucket: "MILLRACE_BUCKET",
  /** URL of the queue of announced transitions. */
  eventsQueue: "MILLRACE_EVENTS_QUEUE",
  /** URL of the queue of timers that went off. */
  tickQueue: "MILLRACE_TICK_QUEUE",
  /** ARN of the same queue. */
  tickQueueArn: "MILLRACE_TICK_QUEUE_ARN",
  /** URL of the queue of messages to people. */
  notificationsQueue: "MILLRACE_NOTIFICATIONS_QUEUE",
  /** The queues of what nobody could handle, as `name=url` with commas between. */
  deadLetters: "MILLRACE_DEAD_LETTERS",
  /** What the names of the queues begin with that are made at run time: one for each work queue. */
  queuePrefix: "MILLRACE_QUEUE_PREFIX",
  /** Name of the schedule group that holds the timers. */
  timerGroup: "MILLRACE_TIMER_GROUP",
  /** ARN of the role that EventBridge Scheduler takes when a timer goes off. */
  timerRole: "MILLRACE_TIMER_ROLE",
  /** ARN of the queue of timers' messages that could not be sent. */
  timerDeadLetters: "MILLRACE_TIMER_DEAD_LETTERS",
  /** Name of the SSM parameter the first token is written to. */
  tokenParameter: "MILLRACE_TOKEN_PARAMETER",
  /** Name of the SSM parameter that holds what secrets are sealed with. */
  secretsParameter: "MILLRACE_SECRETS_PARAMETER",
  /** Address of the API. */
  apiUrl: "MILLRACE_API_URL",
  /** Name of the function that takes runs in hand. */
  runnerFunction: "MILLRACE_RUNNER_FUNCTION",
  /** From which level on the functions log: `debug`, `info`, `warn` or `error`. */
  logLevel: "MILLRACE_LOG_LEVEL",
  /** Name under which CloudWatch files what the functions count; powertools reads it by itself. */
  countedAs: "POWERTOOLS_SERVICE_NAME",
  /** Name of the bucket the console is served from. */
  siteBucket: "MILLRACE_SITE_BUCKET",
} as const;

/** Where traces of runs are sent; left out where they are not. */
export const OTLP_ENDPOINT = "MILLRACE_OTLP_ENDPOINT";

/** Name of the encrypted SSM parameter with the headers that go with them; left out where there are none. */
export const OTLP_HEADERS = "MILLRACE_OTLP_HEADERS_PARAMETER";

/** How long things are kept, in days; each of them may be left out, which leaves the default. */
export const retentionVariables = {
  runs: "MILLRACE_RETENTION_RUNS_DAYS",
  completed: "MILLRACE_RETENTION_COMPLETED_DAYS",
  failed: "MILLRACE_RETENTION_FAILED_DAYS",
  crashed: "MILLRACE_RETENTION_CRASHED_DAYS",
  cancelled: "MILLRACE_RETENTION_CANCELLED_DAYS",
  logs: "MILLRACE_RETENTION_LOGS_DAYS",
  events: "MILLRACE_RETENTION_EVENTS_DAYS",
} as const satisfies Record<keyof Retention, string>;

/** How long things are kept. @throws Error for what is no number of days. */
export function readRetention(env: Readonly<Record<string, string | undefined>>): Retention {
  const set = Object.entries(retentionVariables).flatMap(([name, variable]) => {
    const text = env[variable];
    if (text === undefined) return [];
    if (!/^\d{1,5}$/.test(text)) throw new Error(`${variable} is ${JSON.stringify(text)}; expected whole days, 0 for ever.`);
    return [[name, Number(text)] as const];
  });
  return Object.fromEntries(set);
}

export type Variable = keyof typeof variables;

/** Reads the variables asked for. @throws Error naming those that are missing. */
export function readEnvironment<Name extends Variable>(
  env: Readonly<Record<string, string | undefined>>,
  ...names: Name[]
): Record<Name, string> {
  const missing = names.filter((name) => !env[variables[name]]);
  if (missing.length > 0) {
    throw new Error(
      `The environment lacks ${missing.map((name) => variables[name]).join(", ")}. The stack sets them; was the function deployed by it?`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, env[variables[name]]])) as Record<Name, string>;
}
