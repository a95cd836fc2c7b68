import { openStorage } from "#cloud/blobs/open-storage.ts";
import { dynamoDbClient, sqsClient } from "#cloud/clients.ts";
import { OTLP_ENDPOINT, readEnvironment, readRetention, variables } from "#cloud/environment.ts";
import { lazyPort } from "#cloud/lazy-port.ts";
import { openQueue } from "#cloud/queue/queue.ts";
import { openStore } from "#cloud/store/store.ts";
import type { openScheduler } from "#cloud/timers/open-scheduler.ts";
import { queues } from "#core/contract/messages.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import type { Timers } from "#core/ports/timers.ts";
import about from "../package.json" with { type: "json" };
import { siftLog } from "./log.ts";
import type { ServiceDeps } from "./services/deps.ts";
import { sealWith } from "./services/sealing.ts";
import { TICK_QUEUE } from "./services/tick-queue.ts";
import { HINT_QUEUES } from "./services/work-queues/hints.ts";

/** The adapters of a function that runs the services, by the variables the stack sets; timers are loaded with the first that is set, unless `openTimers` says otherwise. Not an entry itself: the entries share it. */
export function cloudDeps(openTimers = seldomTimers): ServiceDeps {
  const environment = readEnvironment(
    process.env,
    "table",
    "bucket",
    "eventsQueue",
    "tickQueue",
    "tickQueueArn",
    "notificationsQueue",
    "queuePrefix",
    "timerGroup",
    "timerRole",
    "timerDeadLetters",
    "secretsParameter",
  );
  const { table, bucket, eventsQueue, tickQueue, notificationsQueue } = environment;
  const queue = openQueue({
    // An announcement precedes the write it tells of, so a queue that is away must not hold a request up for long.
    client: sqsClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true } }),
    urls: { [queues.events]: eventsQueue, [queues.notifications]: notificationsQueue, [TICK_QUEUE]: tickQueue },
    made: { names: HINT_QUEUES, urlPrefix: eventsQueue.slice(0, eventsQueue.lastIndexOf("/") + 1) + environment.queuePrefix },
  });
  return {
    store: openStore({ client: dynamoDbClient(), table, clock: systemClock }),
    blobs: lazyPort<Blobs>(BLOBS, async () => (await import("#cloud/blobs/open-bucket.ts")).openBucket(bucket)),
    queue,
    timers: openTimers({
      group: environment.timerGroup,
      roleArn: environment.timerRole,
      queueArns: { [TICK_QUEUE]: environment.tickQueueArn },
      deadLetterArn: environment.timerDeadLetters,
      queue,
      clock: systemClock,
    }),
    secrets: sealWith(async () => (await import("#cloud/secrets/open-master-key.ts")).openMasterKey(environment.secretsParameter)),
    openStorage,
    clock: systemClock,
    ids: systemIds,
    settings: {
      version: about.version,
      place: "aws",
      blobsLocation: `s3://${bucket}`,
      delayedHints: true,
      canScaleAgents: true,
      retention: readRetention(process.env),
      ...(process.env[OTLP_ENDPOINT] && { otlpEndpoint: process.env[OTLP_ENDPOINT] }),
    },
    log: siftLog(process.env[variables.logLevel], writeLine),
  };
}

/** For all but those whose daily work it is to set timers. */
function seldomTimers(options: Parameters<typeof openScheduler>[0]): Timers {
  const methods = { put: true, get: true, delete: true, list: true, close: true } as const;
  return lazyPort<Timers>(methods, async () => (await import("#cloud/timers/open-scheduler.ts")).openScheduler(options));
}

const BLOBS = { put: true, get: true, head: true, delete: true, list: true, presignGet: true, presignPut: true } as const;

/** One line of JSON to the log, as it is: what goes through the console is wrapped into another line. */
function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
