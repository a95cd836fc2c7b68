import type { IncomingMessage, ServerResponse } from "node:http";
import { ProblemError } from "#core/contract/problem.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import type { Clock, Ids } from "#core/ports/clock.ts";
import { BODY_BYTES, tooLong } from "#functions/api/body.ts";
import type { ApiHandler, HttpAnswer } from "#functions/api/http.ts";
import { problemAnswer } from "#functions/api/problems.ts";
import { PRESIGNED_PATH } from "../blobs/presign.ts";
import { answerPresigned } from "../blobs/presigned-request.ts";
import { apiEvent } from "./api-event.ts";
import type { FileAnswer, FileRequest } from "./console-files.ts";
import { namesThisMachine } from "./hosts.ts";
import { readBytes } from "./read-body.ts";

export interface FrontOptions {
  readonly handler: ApiHandler;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly blobs: Blobs;
  /** Signs links to blobs. */
  readonly secret: string;
  readonly checkHost: boolean;
  /** A proxy in front names the client at the end of X-Forwarded-For. Default false. */
  readonly behindProxy?: boolean;
  readonly files: ((request: FileRequest) => Promise<FileAnswer | null>) | undefined;
}

// One reason for all: an error with a stack of its own for each request costs more than some requests.
const GONE = new Error("Nobody waits for the answer any more.");

/** The largest blob a link takes. */
export const BLOB_BYTES = 1_000_000_000;

/** What stands between node:http and the API: it sorts requests into API, blob links and console, and knows which are under way. */
export function createFront(options: FrontOptions): {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** Begins to answer; requests that came before wait. */
  open(): void;
  /** Resolves when the requests under way are answered; connections end with them. */
  close(): Promise<void>;
} {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const underWay = new Set<Promise<void>>();
  let closing = false;
  const waiting = new Set<AbortController>();
  return {
    open,
    listener(request, response) {
      if (closing) response.setHeader("connection", "close");
      const left = new AbortController();
      waiting.add(left);
      response.once("close", () => {
        waiting.delete(left);
        left.abort(GONE);
      });
      const done = opened
        .then(() => respond(options, request, response, left.signal))
        .catch(() => void response.destroy())
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async close() {
      closing = true;
      // who waits for something to happen need not wait for us
      for (const left of waiting) left.abort(GONE);
      open();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

async function respond(options: FrontOptions, request: IncomingMessage, response: ServerResponse, left: AbortSignal): Promise<void> {
  const requestId = options.ids.uuid();
  const url = request.url ?? "/";
  let answer: Outgoing;
  try {
    if (options.checkHost && !namesThisMachine(request.headers.host)) throw foreignHost(request.headers.host);
    const path = url.split("?", 1)[0]!;
    answer =
      path === "/api" || path.startsWith("/api/")
        ? await api(options, request, url, requestId, left)
        : path.startsWith(PRESIGNED_PATH)
          ? await blob(options, request, url)
          : await page(options, request, path);
  } catch (error) {
    answer = outgoing(problemAnswer(error, requestId));
    // what is left of a refused body is not worth reading
    if (!request.complete) response.setHeader("connection", "close");
  }
  const { status, headers, body, cookies } = answer;
  if (cookies !== undefined) response.setHeader("set-cookie", cookies);
  const length = Buffer.byteLength(body);
  if (status !== 204 && status !== 304 && headers["content-length"] === undefined) headers["content-length"] = String(length);
  response.writeHead(status, headers);
  // a caller that went away while it waited has closed it already, and does so only once
  if (response.closed) return;
  await new Promise<void>((resolve) => {
    response.once("close", resolve);
    response.end(request.method === "HEAD" ? undefined : body);
  });
}

interface Outgoing {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
  readonly cookies?: string[] | undefined;
}

async function api(
  { handler, behindProxy = false }: FrontOptions,
  request: IncomingMessage,
  url: string,
  requestId: string,
  signal: AbortSignal,
): Promise<Outgoing> {
  const body = await readBytes(request, BODY_BYTES);
  if (body === null) throw tooLong(Number(request.headers["content-length"] ?? BODY_BYTES + 1));
  const event = apiEvent({
    method: request.method ?? "GET",
    url,
    headers: headersOf(request),
    body: body.length === 0 ? undefined : body.toString(),
    requestId,
    sourceIp: addressOf(request, behindProxy),
    signal,
  });
  return outgoing(await handler(event));
}

async function blob(options: FrontOptions, request: IncomingMessage, url: string): Promise<Outgoing> {
  const body = await readBytes(request, BLOB_BYTES);
  if (body === null) throw tooLong(BLOB_BYTES + 1);
  return answerPresigned({ method: request.method ?? "GET", url, headers: headersOf(request), body }, options);
}

async function page({ files }: FrontOptions, request: IncomingMessage, path: string): Promise<Outgoing> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw new ProblemError("method-not-allowed", {
      what: "Pages are only read.",
      got: request.method,
      expected: ["GET"],
      do: "The API is below /api.",
    });
  }
  if (files === undefined) {
    return {
      status: 200,
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: "This is a Millrace server. Its API is below /api, described at /api/docs. The console is not built here.\n",
    };
  }
  const found = await files({
    path: decodePath(path),
    acceptEncoding: text(request.headers["accept-encoding"]),
    ifNoneMatch: request.headers["if-none-match"],
  });
  if (found === null)
    throw new ProblemError("not-found", { what: "There is no such file.", got: path.slice(0, 300), do: "Check the address." });
  return found;
}

function addressOf(request: IncomingMessage, behindProxy: boolean): string {
  // what stands before the last entry was sent by the client itself
  const forwarded = behindProxy ? text(request.headers["x-forwarded-for"])?.split(",").at(-1)?.trim() : undefined;
  return forwarded || request.socket.remoteAddress || "unknown";
}

function outgoing(answer: HttpAnswer): Outgoing {
  const body = answer.isBase64Encoded === true ? Buffer.from(answer.body, "base64") : answer.body;
  return { status: answer.statusCode, headers: answer.headers, body, cookies: answer.cookies };
}

function foreignHost(host: string | undefined): ProblemError {
  return new ProblemError("forbidden", {
    what: "This server has no token, so it answers only to names of this machine.",
    got: host?.slice(0, 200),
    expected: "localhost, 127.0.0.1 or [::1]",
    do: "Use such an address, or start the server with a token.",
  });
}

function headersOf(request: IncomingMessage): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = text(value);
  return headers;
}

function text(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
