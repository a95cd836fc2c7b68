import type { Problem } from "../../../core/contract/problem.ts";
import type { RouteInput, RouteResponse } from "../../../core/contract/route.ts";
import type { Routes } from "../../../core/contract/routes.ts";
import { type Called, paths } from "./paths.ts";

/** The typed client of the console: every call goes to `/api` of the page's own origin. */
export const api = Object.fromEntries(
  Object.entries(paths).map(([name, path]) => [name, (input: Parts, signal?: AbortSignal) => call(path, input, signal)]),
) as unknown as {
  readonly [K in Called]: (input: RouteInput<Routes[K]>, signal?: AbortSignal) => Promise<RouteResponse<Routes[K]>>;
};

/** The API answered with an error, or not at all (status 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, message: string, problem?: Problem, cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.problem = problem;
  }
}

/** Trades a token for the session cookie. */
export async function signIn(token: string): Promise<void> {
  await call("POST /x/session", { body: { token } });
}

/** Ends the session: the cookie is gone. */
export async function signOut(): Promise<void> {
  await call("DELETE /x/session", {});
}

/** Whether this server asks for a token, so that there is something to sign out of. */
export async function signsIn(signal?: AbortSignal): Promise<boolean> {
  return ((await call("GET /x/session", {}, signal)) as { sign_in?: boolean } | undefined)?.sign_in === true;
}

/** How long the last answer took, so that a slow server is asked less often; and how far its clock is ahead of this one. */
export const pace = { lastMs: 0, aheadMs: 0 };

/** Now by the server's clock: a filter up to now must not leave out what just started there. */
export function serverNow(): number {
  return Date.now() + pace.aheadMs;
}

interface Parts {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

async function call(route: string, { params = {}, query, body }: Parts, signal?: AbortSignal): Promise<unknown> {
  const [method = "GET", template = ""] = route.split(" ");
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ""));
  const started = performance.now();
  let response: Response;
  try {
    response = await fetch(`/api${path}${queryString(query)}`, {
      method,
      credentials: "same-origin",
      signal: signal ?? null,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, "The server does not answer.", undefined, cause);
  }
  const content = await response.text();
  pace.lastMs = performance.now() - started;
  const ahead = Date.parse(response.headers.get("date") ?? "") - Date.now();
  // the header counts whole seconds, and the answer was on its way
  pace.aheadMs = Math.abs(ahead) < 2_000 || Number.isNaN(ahead) ? 0 : ahead;
  const value = parse(content);
  if (response.ok) return value;
  const problem = isProblem(value) ? value : undefined;
  throw new ApiError(isGatewayRefusal(value) ? 401 : response.status, problem?.what ?? `The server answered ${response.status}.`, problem);
}

function queryString(query: Record<string, unknown> = {}): string {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) pairs.set(key, String(value));
  return pairs.size === 0 ? "" : `?${pairs}`;
}

function parse(content: string): unknown {
  try {
    return content === "" ? undefined : JSON.parse(content);
  } catch {
    return content;
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "what" in value && "do" in value;
}

// API Gateway says in these words that its authorizer knows the session no more; the API itself answers problems.
function isGatewayRefusal(value: unknown): boolean {
  return typeof value === "object" && value !== null && "message" in value && value.message === "Forbidden";
}
