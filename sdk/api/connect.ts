import { type Client, createClient, type Transport } from "#core/contract/client.ts";
import { ApiUnreachableError } from "../errors/flow-errors.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { replaySpool } from "../report/spool.ts";
import { placedBlobs, type ResultBlobs } from "../results/result-blobs.ts";
import type { Settings } from "../settings/read-settings.ts";
import type { LocalApi } from "./local-api.ts";
import { openRemote, type Remote } from "./remote.ts";
import { remoteBlobs } from "./remote-blobs.ts";

/** The settings a connection depends on. */
export type ConnectionSettings = Pick<Settings, "MILLRACE_API_URL" | "MILLRACE_API_KEY" | "MILLRACE_API_TIMEOUT" | "MILLRACE_DATA_DIR">;

export interface ConnectOptions {
  /** How often a request to a configured API is tried; default 6, some 5 seconds in all. A person who waits wants fewer. */
  readonly attempts?: number;
}

/** An API ready for use. */
export interface Connection {
  readonly client: Client;
  readonly transport: Transport;
  readonly blobs: ResultBlobs;
  /** `remote`: the configured one; `server`: the local server found running; `in-process`: this process, on the data directory. */
  readonly origin: "remote" | "server" | "in-process";
  /** Names what is behind it: the configured address, or `local` for the data directory, whoever serves it. */
  readonly url: string;
  /** Where the console is, if one is being served. */
  readonly consoleUrl: string | undefined;
  close(): Promise<void>;
}

/**
 * Connects to the configured API; without one, to the local server running on the data directory; else serves the API in this process.
 * Reports that earlier processes could not deliver are delivered first.
 *
 * A request tries again for some seconds while the API is away. If a local server ends, the connection goes on with the next one
 * found, or in process.
 *
 * @throws ApiUnreachableError from requests; opening a remote connection sends none.
 */
export async function connect(settings: ConnectionSettings, options: ConnectOptions = {}): Promise<Connection> {
  const connection = await open(settings, options);
  await replaySpool(String(settings.MILLRACE_DATA_DIR.value), connection.url, connection.client);
  return connection;
}

async function open(settings: ConnectionSettings, { attempts }: ConnectOptions): Promise<Connection> {
  const url = settings.MILLRACE_API_URL.value;
  const timeoutMs = Number(settings.MILLRACE_API_TIMEOUT.value) * 1000;
  if (url !== undefined) {
    const remote = await openRemote({
      url,
      token: settings.MILLRACE_API_KEY.value,
      timeoutMs,
      advice: adviceOf(settings.MILLRACE_API_URL.source),
      ...(attempts !== undefined && { attempts }),
    });
    const client = createClient(remote.transport);
    return {
      client,
      transport: remote.transport,
      blobs: remoteBlobs(client),
      origin: "remote",
      url,
      consoleUrl: consoleOf(url),
      close: remote.close,
    };
  }
  return openLocal(String(settings.MILLRACE_DATA_DIR.value), timeoutMs);
}

async function openLocal(dataDir: string, timeoutMs: number): Promise<Connection> {
  let server = await openServer(dataDir, timeoutMs);
  let inProcess: LocalApi | undefined = server === undefined ? await openInProcess(dataDir) : undefined;
  const origin = server === undefined ? "in-process" : "server";

  const transport: Transport = async (request) => {
    if (server !== undefined) {
      try {
        return await server.transport(request);
      } catch (error) {
        if (!isMillraceError(error, "api-unreachable")) throw error;
        // the server is gone: its data are still here
        await server.close();
        server = await openServer(dataDir, timeoutMs);
        if (server !== undefined) return server.transport(request);
      }
    }
    inProcess ??= await openInProcess(dataDir);
    return inProcess.transport(request);
  };
  const client = createClient(transport);
  const remote = remoteBlobs(client);
  const withBlobs = async <T>(use: (blobs: ResultBlobs) => Promise<T>): Promise<T> => {
    const own = () => (inProcess === undefined ? undefined : placedBlobs(inProcess));
    const before = own();
    if (before !== undefined) return use(before);
    try {
      return await use(remote);
    } catch {
      // the server may have ended meanwhile; a request finds who serves now
      await client.readHealth({});
      return use(own() ?? remote);
    }
  };
  const blobs: ResultBlobs = {
    get: (key) => withBlobs((at) => at.get(key)),
    put: (key, bytes, options) => withBlobs((at) => at.put(key, bytes, options)),
  };
  return {
    client,
    transport,
    blobs,
    origin,
    url: "local",
    consoleUrl: server === undefined ? undefined : consoleOf(server.url),
    async close() {
      await server?.close();
      await inProcess?.close();
    },
  };
}

/**
 * Connects to the configured API, or to the local server, and never serves the API in this process: for those whom one server must hear.
 * Each request is sent once. While there is no local server requests fail, and find one that was started meanwhile.
 *
 * @throws ApiUnreachableError from requests; opening sends none.
 */
export async function connectToServer(settings: ConnectionSettings): Promise<Connection> {
  if (settings.MILLRACE_API_URL.value !== undefined) return open(settings, { attempts: 1 });
  const dataDir = String(settings.MILLRACE_DATA_DIR.value);
  let server: Remote | undefined;
  const transport: Transport = async (request) => {
    server ??= await openServer(dataDir, Number(settings.MILLRACE_API_TIMEOUT.value) * 1000, 1);
    if (server === undefined) {
      const why = "no server is running on it";
      throw new ApiUnreachableError(dataDir, {
        why,
        do: "Start one with `millrace server start`, or name another API with MILLRACE_API_URL.",
      });
    }
    try {
      return await server.transport(request);
    } catch (error) {
      // the next one may be at another address
      if (isMillraceError(error, "api-unreachable")) server = undefined;
      throw error;
    }
  };
  const client = createClient(transport);
  const close = async () => server?.close();
  return { client, transport, blobs: remoteBlobs(client), origin: "server", url: "local", consoleUrl: undefined, close };
}

async function openServer(dataDir: string, timeoutMs: number, attempts = 2): Promise<Remote | undefined> {
  const { findServer } = await import("#local/data-directory.ts");
  const found = await findServer(dataDir).catch(() => null);
  if (found === null) return undefined;
  return openRemote({
    url: found.url.endsWith("/api") ? found.url : `${found.url.replace(/\/$/, "")}/api`,
    token: found.token,
    timeoutMs,
    advice: "Start it again with `millrace server start`.",
    // a server on this machine that does not answer is gone; there is a better way on than waiting
    attempts,
  });
}

async function openInProcess(dataDir: string): Promise<LocalApi> {
  const { openLocalApi } = await import("#local/in-process.ts");
  return openLocalApi({ dataDir });
}

function consoleOf(apiUrl: string): string {
  return apiUrl.replace(/\/api$/, "");
}

function adviceOf(source: string): string {
  const where = {
    flag: "given on the command line",
    environment: "in the environment",
    profile: "in the active profile",
    default: "by default",
  }[source];
  return `Start that server, or correct MILLRACE_API_URL (it is set ${where}); without it, runs use the local server or the data directory.`;
}
