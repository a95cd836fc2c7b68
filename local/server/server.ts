import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock, Ids } from "#core/ports/clock.ts";
import type { Queue } from "#core/ports/queue.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import type { Headers } from "#core/rules/header-list.ts";
import type { Retention } from "#core/rules/retention.ts";
import { createAttempts } from "#functions/api/attempts.ts";
import { everybody } from "#functions/api/callers.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import { tokenCallers } from "#functions/api/token-callers.ts";
import type { ServiceDeps } from "#functions/services/deps.ts";
import { sealWith } from "#functions/services/sealing.ts";
import { createServices } from "#functions/services/services.ts";
import { createStorageRouter } from "#functions/services/storage/router.ts";
import { createTell } from "#functions/services/tell.ts";
import { createWrongTokens } from "#functions/token/wrong-tokens.ts";
import { openBlobs } from "../blobs/blobs.ts";
import { openDataDirectory } from "../data-directory.ts";
import { lockServer, type ServerLock } from "../data-directory-lock.ts";
import { openQueue } from "../queue/queue.ts";
import { openRunner } from "../runner/runner.ts";
import { SILENT_SECONDS } from "../silent-seconds.ts";
import { openStorageWith } from "../storage/open-storage.ts";
import { SqliteStore } from "../store/sqlite-store.ts";
import { openTimers } from "../timers/timers.ts";
import { version } from "../version.ts";
import { startBackgroundWork } from "./background-work.ts";
import { consoleFiles } from "./console-files.ts";
import { OpenServerError } from "./errors.ts";
import { createFront } from "./front.ts";
import { isLoopback, urlOf } from "./hosts.ts";
import { measure } from "./measure.ts";
import { referenceScript } from "./reference-script.ts";

export interface ServerOptions {
  /** Address to bind; default 127.0.0.1. Any but a loopback address needs a token. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly dataDir: string;
  /** What callers must present, as bearer token or to sign in to the console. Kept as a hash. */
  readonly token?: string;
  /** The built console, served at every path that is not the API's. */
  readonly consoleDir?: string;
  /** A proxy in front sets X-Forwarded-Host and X-Forwarded-Proto, which links then follow. Needs a token. Default false. */
  readonly behindProxy?: boolean;
  /** How long an agent or a flow process may be silent before it counts as lost, in seconds; default 60. */
  readonly leaseSeconds?: number;
  /** How long runs and log lines are kept; default 90 and 30 days. */
  readonly retention?: Retention;
  /** Where traces of runs that ended are sent, by OTLP over HTTP; default nowhere. */
  readonly otlpEndpoint?: string;
  /** Headers that go with them, such as credentials. */
  readonly otlpHeaders?: Headers;
  /** Seconds between looks for what got lost or late; default 5. */
  readonly sweepSeconds?: number;
  /** Puts something around the queues, such as the faults of a test. */
  readonly wrapQueue?: (queue: Queue) => Queue;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** Takes one line of JSON for each failure; default stderr. */
  readonly log?: (line: string) => void;
}

export interface RunningServer {
  /** Where it is reached from this machine, without `/api`. */
  readonly url: string;
  readonly port: number;
  /** Finishes the requests under way (for at most ten seconds), then gives the data directory free. */
  close(): Promise<void>;
}

/**
 * Starts the server of one machine: API, console and links to blobs over one data directory.
 *
 * @throws OpenServerError for another address than loopback without a token; ServerRunningError if the data directory has a server;
 * an error of code EADDRINUSE or EACCES if the address cannot be bound.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = "127.0.0.1", token, clock = systemClock, ids = systemIds } = options;
  if (token === undefined && !isLoopback(host)) throw new OpenServerError(`A server on ${host}`);
  if (token === undefined && options.behindProxy === true) throw new OpenServerError("A server behind a proxy");

  const directory = await openDataDirectory(options.dataDir);
  let url = "";
  const links = { clock, baseUrl: () => url, secret: directory.secret };
  const store = new SqliteStore(directory.database, { clock });
  const plainQueue = openQueue(directory.database, { clock });
  const queue = options.wrapQueue?.(plainQueue) ?? plainQueue;
  const timers = openTimers(directory.database, { clock, queue });
  const log = options.log ?? ((line: string) => console.error(line));
  const runner = openRunner({ apiUrl: () => `${url}/api`, dataDir: directory.path, queue, log });
  const ports = {
    store,
    blobs: openBlobs(directory.blobs, links),
    secrets: sealWith(async () => directory.secret),
    openStorage: openStorageWith(links),
  };
  const storage = createStorageRouter(ports);
  const deps: ServiceDeps = {
    ...ports,
    storage,
    queue,
    timers,
    runner,
    clock,
    ids,
    settings: {
      version,
      place: "local",
      silentSeconds: SILENT_SECONDS,
      blobsLocation: directory.blobs,
      canWait: true,
      ...(options.leaseSeconds !== undefined && { leaseSeconds: options.leaseSeconds }),
      ...(options.retention && { retention: options.retention }),
      ...(options.otlpEndpoint !== undefined && { otlpEndpoint: options.otlpEndpoint }),
    },
    measure: () => measure(store, ports.blobs),
    ...(options.otlpHeaders !== undefined && { otlpHeaders: async () => options.otlpHeaders ?? {} }),
    consoleUrl: () => (options.consoleDir === undefined ? undefined : url),
    ...(options.log && { log: options.log }),
  };
  const services = createServices(deps);
  const handler = createApiHandler(services, {
    version,
    referenceScript,
    baseUrl: (event) => `${publicUrl(event.headers, options.behindProxy === true) ?? url}/api`,
    callers:
      token === undefined
        ? everybody
        : tokenCallers({
            store,
            clock,
            randomBytes,
            ownToken: token,
            isHttps: (event) => options.behindProxy === true && event.headers["x-forwarded-proto"] === "https",
            attempts: createAttempts(clock),
            wrongTokens: createWrongTokens({ store, clock }),
          }),
    tell: createTell(deps),
    ...(options.log && { log: options.log }),
    compress: !isLoopback(host) || options.behindProxy === true,
  });
  const front = createFront({
    handler,
    ids,
    clock,
    blobs: storage.blobs,
    secret: directory.secret,
    // without a token, the Host header is all that tells a page of another name from one of ours
    checkHost: token === undefined,
    behindProxy: options.behindProxy === true,
    files: options.consoleDir === undefined ? undefined : consoleFiles(options.consoleDir),
  });

  let lock: ServerLock | undefined;
  const server = createServer(
    { maxHeaderSize: 16_384, headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 },
    front.listener,
  );
  try {
    await listen(server, host, options.port ?? 0);
    url = urlOf(host, (server.address() as AddressInfo).port);
    lock = await lockServer(directory.path, { url, ...(token !== undefined && { token }) });
  } catch (error) {
    server.close();
    server.closeAllConnections();
    await timers.close();
    await queue.close();
    await store.close();
    throw error;
  }
  front.open();
  const work = startBackgroundWork(deps, options);
  let closing: Promise<void> | undefined;
  return {
    url,
    port: (server.address() as AddressInfo).port,
    close() {
      // runs go back while there still is an API that takes them
      closing ??= runner.close().then(async () => {
        await shutDown(server, () => front.close());
        await work.close();
        await timers.close();
        await queue.close();
        await store.close();
        await lock.release();
      });
      return closing;
    },
  };
}

const GRACE_MS = 10_000;

function publicUrl(headers: Readonly<Record<string, string | undefined>>, behindProxy: boolean): string | undefined {
  // the name the caller used is one that reaches this server from there; the address bound may be none, such as 0.0.0.0
  const host = (behindProxy ? headers["x-forwarded-host"] : undefined) ?? headers.host;
  const url = `${behindProxy && headers["x-forwarded-proto"] === "https" ? "https" : "http"}://${host}`;
  return host !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host.replace(/^\[|\]$/g, ""), () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function shutDown(server: Server, finish: () => Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await finish();
  server.closeIdleConnections();
  await closed;
  clearTimeout(late);
}
