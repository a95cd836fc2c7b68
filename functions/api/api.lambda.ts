import { openBlobs } from "#cloud/blobs/blobs.ts";
import { openStorage } from "#cloud/blobs/open-storage.ts";
import { dynamoDbClient, s3Client, sqsClient, ssmClient } from "#cloud/clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { openQueue } from "#cloud/queue/queue.ts";
import { readOrMakeMasterKey } from "#cloud/secrets/master-key.ts";
import { openStore } from "#cloud/store/store.ts";
import { queues } from "#core/contract/messages.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import about from "../../package.json" with { type: "json" };
import { sealWith } from "../services/sealing.ts";
import { createServices } from "../services/services.ts";
import { judgedByGateway } from "./callers.ts";
import { createApiHandler } from "./handler.ts";

const { table, bucket, eventsQueue, notificationsQueue, secretsParameter } = readEnvironment(
  process.env,
  "table",
  "bucket",
  "eventsQueue",
  "notificationsQueue",
  "secretsParameter",
);

// An announcement precedes the write it tells of, so a queue that is away must not hold the request up for long.
const impatient = sqsClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true },
});

const services = createServices({
  store: openStore({ client: dynamoDbClient(), table, clock: systemClock }),
  blobs: openBlobs({ client: s3Client(), bucket }),
  queue: openQueue({ client: impatient, urls: { [queues.events]: eventsQueue, [queues.notifications]: notificationsQueue } }),
  secrets: sealWith(() => readOrMakeMasterKey(ssmClient(), secretsParameter)),
  openStorage,
  clock: systemClock,
  ids: systemIds,
  settings: { version: about.version, place: "aws", blobsLocation: `s3://${bucket}` },
});

/** Serves every route of the API behind the HTTP API. */
export const handler = createApiHandler(services, { version: about.version, callers: judgedByGateway, compress: true });
