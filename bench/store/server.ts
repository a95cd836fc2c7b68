import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Consumption } from "#cloud/store/capacity.ts";
import { openStore } from "#cloud/store/store.ts";
import type { Store } from "#core/ports/store.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import type { ServiceDeps } from "#functions/services/deps.ts";
import { createParts, type Parts } from "#functions/services/parts.ts";
import { sealWith } from "#functions/services/sealing.ts";
import { createServices } from "#functions/services/services.ts";
import { openBlobs } from "#local/blobs/blobs.ts";
import { openQueue } from "#local/queue/queue.ts";
import { createFront } from "#local/server/front.ts";
import { openTimers } from "#local/timers/timers.ts";
import { createTable } from "../../test/cloud/support/create-table.ts";
import { startDynamoDbLocal } from "../../test/cloud/support/dynamodb-local.ts";

/** The real API over the cloud store on DynamoDB Local, with every unit counted. */
export interface CloudServer {
  readonly url: string;
  readonly store: Store;
  /** The table itself, for filling it without counting. */
  readonly dynamoDb: { readonly client: DynamoDBClient; readonly table: string };
  /** What the functions beside the API are made of. */
  readonly parts: Parts;
  stop(): Promise<void>;
}

/** What is told of what the server does. */
export interface Observer {
  /** A request to the table. */
  readonly count: (consumption: Consumption) => void;
  /** A request to the API. */
  readonly requested?: () => void;
  /** Messages that were sent together. */
  readonly sent?: (messages: number) => void;
}

/** Starts it on a free port of the loopback interface. */
export async function startCloudServer(observer: Observer, directory: string): Promise<CloudServer> {
  const local = await startDynamoDbLocal();
  const client = local.client();
  const table = "millrace-bench";
  await createTable(client, table);
  const store = openStore({ client, table, clock: systemClock, onCapacity: observer.count });
  const secret = "bench";
  const blobs = openBlobs(join(directory, "blobs"), { clock: systemClock, baseUrl: () => url, secret });
  const open = openQueue(":memory:", { clock: systemClock });
  const send = open.send.bind(open);
  // its methods lie on its class
  const queue: typeof open = Object.assign(open, {
    async send(name: string, messages: Parameters<typeof send>[1]) {
      observer.sent?.(messages.length);
      await send(name, messages);
    },
  });
  const timers = openTimers(":memory:", { clock: systemClock, queue });
  const deps: ServiceDeps = {
    store,
    blobs,
    secrets: sealWith(async () => secret),
    openStorage: () => Promise.reject(new Error("nothing here has a storage")),
    queue,
    timers,
    clock: systemClock,
    ids: systemIds,
    settings: { version: "bench", place: "bench" },
  };
  const services = createServices(deps);
  const handler = createApiHandler(services, { version: "bench" });
  const front = createFront({ handler, ids: systemIds, clock: systemClock, blobs, secret, checkHost: true, files: undefined });
  const server = createServer(front.listener);
  server.on("request", () => observer.requested?.());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  front.open();
  return {
    url: `${url}/api`,
    store,
    dynamoDb: { client, table },
    parts: createParts(deps),
    async stop() {
      await timers.close();
      server.close();
      server.closeAllConnections();
      client.destroy();
      await local.stop();
    },
  };
}
