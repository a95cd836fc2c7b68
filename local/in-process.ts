import type { Transport } from "#core/contract/client.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import type { Clock, Ids } from "#core/ports/clock.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import type { ApiHandler } from "#functions/api/http.ts";
import { createServices } from "#functions/services/services.ts";
import { openBlobs } from "./blobs/blobs.ts";
import { memoryBlobs } from "./blobs/memory.ts";
import { openDataDirectory } from "./data-directory.ts";
import { openQueue } from "./queue/queue.ts";
import { apiEvent } from "./server/api-event.ts";
import { openStore } from "./store/store.ts";
import { version } from "./version.ts";

/** An API served inside this process: the same handler as the server's, without a socket. */
export interface LocalApi {
  readonly transport: Transport;
  readonly blobs: Blobs;
  close(): Promise<void>;
}

/**
 * Opens the API over a data directory, which other processes may have open too, or in memory.
 * With a virtual clock in memory, a test needs neither time nor files.
 */
export async function openLocalApi(
  where: { readonly dataDir: string } | { readonly memory: true },
  { clock = systemClock, ids = systemIds }: { readonly clock?: Clock; readonly ids?: Ids } = {},
): Promise<LocalApi> {
  const { path, blobs } = await open(where, clock);
  const store = openStore(path, { clock });
  const queue = openQueue(path, { clock });
  const services = createServices({ store, blobs, queue, clock, ids, settings: { version, place: "in-process" } });
  const handler = createApiHandler(services, { version, baseUrl: () => "http://in-process/api" });
  return { transport: transportOf(handler, ids), blobs, close: () => queue.close().finally(() => store.close()) };
}

/** Calls a handler as if over HTTP. */
export function transportOf(handler: ApiHandler, ids: Ids): Transport {
  return async ({ method, path, body, signal }) => {
    signal?.throwIfAborted();
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await handler(apiEvent({ method, url: `/api${path}`, headers, body, requestId: ids.uuid() }));
    const text = answer.isBase64Encoded === true ? Buffer.from(answer.body, "base64").toString() : answer.body;
    const retryAfter = answer.headers["retry-after"];
    return { status: answer.statusCode, text, ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }) };
  };
}

async function open(
  where: { readonly dataDir: string } | { readonly memory: true },
  clock: Clock,
): Promise<{ path: string; blobs: Blobs }> {
  if ("memory" in where) return { path: ":memory:", blobs: memoryBlobs({ clock }) };
  const directory = await openDataDirectory(where.dataDir);
  const blobs = openBlobs(directory.blobs, { clock, baseUrl: () => "http://in-process", secret: directory.secret });
  return { path: directory.database, blobs };
}
