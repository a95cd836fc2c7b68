import { randomBytes } from "node:crypto";
import type { Transport } from "#core/contract/client.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import type { Clock, Ids } from "#core/ports/clock.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import type { ApiHandler } from "#functions/api/http.ts";
import { sealWith } from "#functions/services/sealing.ts";
import { createServices } from "#functions/services/services.ts";
import { createStorageRouter } from "#functions/services/storage/router.ts";
import { openBlobs } from "./blobs/blobs.ts";
import { memoryBlobs } from "./blobs/memory.ts";
import type { PresignSettings } from "./blobs/presign.ts";
import { openDataDirectory } from "./data-directory.ts";
import { openQueue } from "./queue/queue.ts";
import { apiEvent } from "./server/api-event.ts";
import { SILENT_SECONDS } from "./silent-seconds.ts";
import { openStorageWith } from "./storage/open-storage.ts";
import { openStore } from "./store/store.ts";
import { version } from "./version.ts";

/** An API served inside this process: the same handler as the server's, without a socket. */
export interface LocalApi {
  readonly transport: Transport;
  /** Every blob by its key, those of storages too. */
  readonly blobs: Blobs;
  /** The key under which a new blob is to be written. */
  place(key: string): Promise<string>;
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
  const { path, blobs, links, location } = await open(where, clock);
  const store = openStore(path, { clock });
  const queue = openQueue(path, { clock });
  const ports = { store, blobs, secrets: sealWith(async () => links.secret), openStorage: openStorageWith(links) };
  const storage = createStorageRouter(ports);
  const settings = { version, place: "in-process", silentSeconds: SILENT_SECONDS, ...(location !== null && { blobsLocation: location }) };
  const services = createServices({ ...ports, storage, queue, clock, ids, settings });
  const handler = createApiHandler(services, { version, baseUrl: () => "http://in-process/api" });
  return {
    transport: transportOf(handler, ids),
    blobs: storage.blobs,
    place: storage.place,
    close: () => queue.close().finally(() => store.close()),
  };
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
): Promise<{ path: string; blobs: Blobs; links: PresignSettings; location: string | null }> {
  const baseUrl = () => "http://in-process";
  if ("memory" in where) {
    const links = { clock, baseUrl, secret: randomBytes(32).toString("hex") };
    return { path: ":memory:", blobs: memoryBlobs(links), links, location: null };
  }
  const directory = await openDataDirectory(where.dataDir);
  const links = { clock, baseUrl, secret: directory.secret };
  return { path: directory.database, blobs: openBlobs(directory.blobs, links), links, location: directory.blobs };
}
