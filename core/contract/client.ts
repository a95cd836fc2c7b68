import type { Problem } from "./problem.ts";
import type { Route, RouteInput, RouteResponse } from "./route.ts";
import { type RouteName, type Routes, routes } from "./routes.ts";

/** Sends one request and gives back status and body text. Adapters: fetch in the browser, undici in Node, a direct call in tests. */
export type Transport = (request: {
  readonly method: string;
  /** Path and query below the API URL, such as `/flows/filter`. */
  readonly path: string;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}) => Promise<{ readonly status: number; readonly text: string; readonly retryAfter?: number }>;

/** A typed client of every route, derived from the route table. */
export type Client = {
  readonly [K in RouteName]: (
    input: RouteInput<Routes[K]>,
    options?: { readonly signal?: AbortSignal },
  ) => Promise<RouteResponse<Routes[K]>>;
};

/** The API answered with an error. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** The server's problem, or undefined if the answer was none (a proxy's page, say). */
  readonly problem: Problem | undefined;
  /** Seconds the server asks to wait before the next try, if it does. */
  readonly retryAfter: number | undefined;
  constructor(request: string, status: number, text: string, retryAfter?: number) {
    const problem = parseProblem(text);
    super(
      problem === undefined
        ? `${request} answered ${status}: ${text.slice(0, 300)}`
        : `${request} answered ${status} (${problem.code}): ${problem.detail}`,
    );
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** Builds a client over a transport. Answers are trusted as typed; they are the server's own. */
export function createClient(transport: Transport): Client {
  const methods = Object.entries(routes as Record<string, Route>).map(([name, route]) => [
    name,
    async (
      input: { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown },
      options?: { signal?: AbortSignal },
    ) => {
      const path = fillPath(route.path, input.params) + queryString(input.query);
      const body = input.body === undefined ? undefined : JSON.stringify(input.body);
      const answer = await transport({ method: route.method, path, body, signal: options?.signal });
      if (answer.status >= 400) throw new ApiError(`${route.method} ${path}`, answer.status, answer.text, answer.retryAfter);
      if (route.response === undefined || answer.text === "") return undefined;
      return route.produces === undefined ? JSON.parse(answer.text) : answer.text;
    },
  ]);
  return Object.fromEntries(methods) as Client;
}

function fillPath(path: string, params: Record<string, unknown> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])));
}

function queryString(query: Record<string, unknown> = {}): string {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== null) pairs.set(key, String(value));
  return pairs.size === 0 ? "" : `?${pairs}`;
}

function parseProblem(text: string): Problem | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value?.code === "string" && typeof value?.detail === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
