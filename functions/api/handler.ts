import middy from "@middy/core";
import httpHeaderNormalizer from "@middy/http-header-normalizer";
import httpRouter from "@middy/http-router";
import { ProblemError } from "#core/contract/problem.ts";
import type { Route } from "#core/contract/route.ts";
import { routes } from "#core/contract/routes.ts";
import type { ApiCall } from "../services/audit.ts";
import type { CallContext, Services } from "../services/deps.ts";
import { Reply } from "../services/reply.ts";
import { readBody } from "./body.ts";
import { type Callers, checkAccess, everybody } from "./callers.ts";
import { compressed } from "./compress.ts";
import { type ApiHandler, emptyAnswer, type HttpAnswer, type HttpEvent, jsonAnswer, textAnswer } from "./http.ts";
import { checkOrigin } from "./origin.ts";
import { isOurs, problemAnswer } from "./problems.ts";
import { referenceRoutes } from "./reference.ts";
import { sessionRoutes } from "./session.ts";
import { validate } from "./validate.ts";

export interface ApiOptions {
  /** Version of this package. */
  readonly version: string;
  /** Told of each request that was served. Must not throw. */
  readonly tell?: (call: ApiCall) => Promise<void>;
  /** Default: everybody may do everything. */
  readonly callers?: Callers;
  /** Where the API is reached; default: told from the request's domain name. */
  readonly baseUrl?: (event: HttpEvent) => string;
  /** Compress answers beyond 500 bytes for clients that take gzip. Costs more than it gains on loopback. Default false. */
  readonly compress?: boolean;
  /** The script of the API reference page; without it the page is not served. */
  readonly referenceScript?: () => Promise<Uint8Array>;
  /** Takes one line of JSON for each failure that is ours; default: stderr. */
  readonly log?: (line: string) => void;
}

/** The whole API as one handler of API Gateway v2 events: routes, checks, services, problems. */
export function createApiHandler(services: Services, options: ApiOptions): ApiHandler {
  const callers = options.callers ?? everybody;
  const served = [
    ...Object.entries(routes as Record<string, Route>).map(([name, route]) => ({
      method: route.method,
      path: routerPath(route.path),
      handler: (event: RoutedEvent) => serve(name, route, services[name as keyof Services] as AnyService, event, callers, options),
    })),
    ...referenceRoutes({ ...options, baseUrl: (event) => baseUrlOf(options, event) }),
    ...sessionRoutes(callers),
  ];
  const router = httpRouter({
    routes: served as never,
    notFoundResponse: (unknown: { method: string; path: string }) => refuseUnknown(served, unknown),
  } as never);
  const handler = middy(router as never)
    .use(httpHeaderNormalizer())
    .before(((request: { event: HttpEvent }) => prepare(options, request)) as never)
    .onError((request) => {
      const event = request.event as unknown as HttpEvent;
      if (isOurs(request.error)) (options.log ?? console.error)(failureLine(event, request.error));
      request.response = problemAnswer(request.error, requestIdOf(event));
    });
  const run = handler as unknown as ApiHandler;
  return async (event, context = {}) => finish(event, await run(copyOf(event), context), options);
}

/** An event whose path parameters the router has filled. */
interface RoutedEvent extends HttpEvent {
  pathParameters?: Record<string, string>;
}

type AnyService = (request: { params: unknown; query: unknown; body: unknown }, context: CallContext) => Promise<unknown>;

async function serve(
  name: string,
  outline: Route,
  service: AnyService,
  event: RoutedEvent,
  callers: Callers,
  options: ApiOptions,
): Promise<HttpAnswer> {
  const caller = outline.access === "open" ? undefined : checkAccess(await callers.callerOf(event), outline.access);
  const route = (await outline.later?.()) ?? outline;
  const request = validate(route, {
    params: route.params && decodeParameters(event.pathParameters),
    query: route.query && Object.fromEntries(new URLSearchParams(event.rawQueryString)),
    body: route.body && readBody(event),
  });
  const answer = await service(request, {
    requestId: requestIdOf(event),
    baseUrl: baseUrlOf(options, event),
    ...(caller !== undefined && { caller }),
    ...(event.signal !== undefined && { signal: event.signal }),
  });
  if (caller !== undefined) {
    const { params, body } = request;
    await options.tell?.({ name, route, caller, requestId: requestIdOf(event), params, body, answer: bodyOf(answer) });
  }
  return answerOf(route, answer);
}

function answerOf(route: Route, answer: unknown): HttpAnswer {
  const reply = answer instanceof Reply ? answer : undefined;
  const status = reply?.status ?? route.status ?? (route.response === undefined ? 204 : 200);
  const body = bodyOf(answer);
  if (route.response === undefined) return emptyAnswer(status);
  if (route.produces !== undefined) return textAnswer(status, `${route.produces}; charset=utf-8`, String(body), reply?.headers);
  return jsonAnswer(status, JSON.stringify(body), reply?.headers);
}

function bodyOf(answer: unknown): unknown {
  return answer instanceof Reply ? answer.body : answer;
}

// API Gateway gives its own path parameters, which would hide the router's.
function copyOf(event: HttpEvent): HttpEvent {
  const { http } = event.requestContext;
  const method = http.method === "HEAD" ? "GET" : http.method;
  return { ...event, requestContext: { ...event.requestContext, http: { ...http, method } }, pathParameters: undefined } as HttpEvent;
}

function prepare(options: ApiOptions, { event }: { event: HttpEvent }): void {
  checkOrigin(event, baseUrlOf(options, event));
  const version = event.headers["x-prefect-api-version"];
  if (version !== undefined && !/^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version)) {
    throw new ProblemError("bad-request", {
      what: "The header X-PREFECT-API-VERSION is not a version.",
      got: version.slice(0, 100),
      expected: "three numbers, such as 0.8.4",
      do: "Correct the header or leave it out.",
    });
  }
}

function finish(event: HttpEvent, answer: HttpAnswer, options: ApiOptions): HttpAnswer {
  answer.headers["x-request-id"] = requestIdOf(event);
  if (event.requestContext.http.method === "HEAD")
    return { ...answer, headers: { ...answer.headers, "content-length": String(Buffer.byteLength(answer.body)) }, body: "" };
  return options.compress === true ? compressed(event, answer) : answer;
}

// The router takes a name with slashes in it only as its own "proxy" parameter; every other parameter is one segment.
function routerPath(path: string): string {
  return `/api${path.endsWith("{name}") ? path.replace("{name}", "{proxy+}") : path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path}`;
}

function decodeParameters(parameters: Record<string, string> = {}): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const [key, value] of Object.entries(parameters))
    if (typeof value === "string") decoded[key === "proxy" ? "name" : key] = decode(value);
  return decoded;
}

// API Gateway decodes the path before us, so that what is left may hold a plain percent sign.
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refuseUnknown(served: readonly { method: string; path: string }[], { method, path }: { method: string; path: string }): never {
  const bare = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  const allowed = [...new Set(served.filter((route) => patternOf(route.path).test(bare)).map((route) => route.method))];
  if (allowed.length > 0) {
    throw new ProblemError("method-not-allowed", {
      what: `${method} is not possible here.`,
      got: method.slice(0, 20),
      expected: allowed,
      do: `Use ${allowed.join(" or ")}.`,
    });
  }
  throw new ProblemError("route-not-found", {
    what: "There is no such route.",
    got: `${method.slice(0, 20)} ${path.slice(0, 300)}`,
    do: "GET /api/openapi.json lists the routes; MILLRACE_API_URL ends in /api.",
  });
}

function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.]/g, "\\.")
    .replace("{proxy+}", ".+")
    .replace(/\{\w+\}/g, "[^/]+");
  return new RegExp(`^${source}$`);
}

function requestIdOf(event: HttpEvent): string {
  return event.requestContext.requestId;
}

function baseUrlOf(options: ApiOptions, event: HttpEvent): string {
  return options.baseUrl?.(event) ?? `https://${event.requestContext.domainName ?? event.headers.host ?? "localhost"}/api`;
}

function failureLine(event: HttpEvent, error: unknown): string {
  const { method, path } = event.requestContext.http;
  const about = error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : { message: String(error) };
  return JSON.stringify({ level: "error", message: "Request failed", request_id: requestIdOf(event), method, path, error: about });
}
