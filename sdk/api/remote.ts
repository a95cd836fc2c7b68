import type { Transport } from "#core/contract/client.ts";
import { ApiUnreachableError } from "../errors/flow-errors.ts";

/** A connection over HTTP. */
export interface Remote {
  readonly url: string;
  readonly transport: Transport;
  close(): Promise<void>;
}

/** Where and how to connect. */
export interface RemoteOptions {
  /** Address of the API, `/api` included. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Milliseconds one request may take. */
  readonly timeoutMs: number;
  /** What a person can do when the API cannot be reached. */
  readonly advice: string;
  /** How often a request is tried; default 6, some 5 seconds in all. */
  readonly attempts?: number;
}

/** Opens a connection that is kept alive between requests and does not keep the process alive. Sends nothing yet. */
export async function openRemote({ url, token, timeoutMs, advice, attempts = 6 }: RemoteOptions): Promise<Remote> {
  const { Pool } = await import("undici");
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/$/, "");
  const pool = new Pool(origin, {
    connections: 8,
    keepAliveTimeout: 30_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: Math.min(timeoutMs, 5_000) },
  });
  const headers = {
    accept: "application/json",
    "content-type": "application/json",
    ...(token === undefined ? undefined : { authorization: `Bearer ${token}` }),
  };

  const once: Transport = async ({ method, path, body, signal }) => {
    const answer = await pool.request({ method: method as "GET", path: base + path, headers, body: body ?? null, signal: signal ?? null });
    const retryAfter = Number(answer.headers["retry-after"]);
    return { status: answer.statusCode, text: await answer.body.text(), ...(retryAfter > 0 && { retryAfter }) };
  };

  const transport: Transport = async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await once(request).catch((error: unknown) => {
        if (request.signal?.aborted === true) throw request.signal.reason;
        return { error };
      });
      const failed = "error" in outcome;
      if (!failed && !BUSY.has(outcome.status)) return outcome;
      if (attempt < attempts) {
        await pause(failed ? undefined : outcome.retryAfter, attempt);
        continue;
      }
      if (!failed) return outcome;
      throw new ApiUnreachableError(url, { why: reasonOf(outcome.error), do: advice, cause: outcome.error });
    }
  };
  return { url, transport, close: () => pool.destroy() };
}

const BUSY = new Set([429, 502, 503, 504]);

/** Waits 0.1, 0.2, 0.4, 0.8, 1.6, … seconds, each spread by half; or as long as the server asks, up to 10 seconds. */
function pause(retryAfter: number | undefined, attempt: number): Promise<void> {
  const ms = retryAfter === undefined ? 100 * 2 ** (attempt - 1) : Math.min(retryAfter, 10) * 1000;
  return new Promise((resolve) => setTimeout(resolve, ms * (1 + Math.random() / 2)));
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  const known: Record<string, string> = {
    ECONNREFUSED: "nothing listens there (connection refused)",
    ENOTFOUND: "its host name is unknown",
    EAI_AGAIN: "its host name cannot be looked up now",
    ECONNRESET: "the connection was cut",
    UND_ERR_SOCKET: "the connection was cut",
    UND_ERR_CONNECT_TIMEOUT: "it does not accept the connection in time",
    UND_ERR_HEADERS_TIMEOUT: "it does not answer in time",
    UND_ERR_BODY_TIMEOUT: "its answer does not end in time",
  };
  return known[code ?? ""] ?? message ?? String(error);
}
