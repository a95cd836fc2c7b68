import { type Client, createClient } from "#core/contract/client.ts";
import type { Problem } from "#core/contract/problem.ts";
import type { Route } from "#core/contract/route.ts";
import { routes } from "#core/contract/routes.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Queue } from "#core/ports/queue.ts";
import type { Secrets } from "#core/ports/secrets.ts";
import type { Store } from "#core/ports/store.ts";
import { systemIds } from "#core/ports/system.ts";
import type { Retention } from "#core/rules/retention.ts";
import { type ApiOptions, createApiHandler } from "#functions/api/handler.ts";
import type { ApiHandler, HttpAnswer } from "#functions/api/http.ts";
import type { ServiceSettings, Services } from "#functions/services/deps.ts";
import { createParts, type Parts } from "#functions/services/parts.ts";
import { Reply } from "#functions/services/reply.ts";
import { sealWith } from "#functions/services/sealing.ts";
import { createServices } from "#functions/services/services.ts";
import { memoryBlobs } from "#local/blobs/memory.ts";
import { transportOf } from "#local/in-process.ts";
import { openQueue } from "#local/queue/queue.ts";
import { apiEvent } from "#local/server/api-event.ts";
import { openStorageWith } from "#local/storage/open-storage.ts";
import { openStore } from "#local/store/store.ts";

/** A clock that stands until it is told otherwise. */
export interface StandingClock extends Clock {
  advance(ms: number): void;
}

/** The API over real adapters in memory, with a clock that stands. */
export interface TestApi {
  readonly client: Client;
  readonly handler: ApiHandler;
  readonly services: Services;
  readonly parts: Parts;
  /** What went wrong without failing a request. */
  readonly logged: readonly string[];
  readonly store: Store;
  /** The server's own. */
  readonly blobs: Blobs;
  readonly secrets: Secrets;
  readonly queue: Queue;
  readonly clock: StandingClock;
  /** One raw request. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
  /** The JSON of the answer. */
  readonly json: unknown;
  readonly problem: Problem;
}

export const START = Date.parse("2026-11-23T09:00:00Z");

/** A clock that stands at {@link START} and moves by a microsecond at each look, as no two moments are the same. */
export function standingClock(): StandingClock {
  let now = START;
  return {
    now: () => {
      now += 0.001;
      return now;
    },
    sleep: () => Promise.reject(new Error("nothing here may sleep")),
    advance(ms) {
      now += ms;
    },
  };
}

/** Opens it. Every answer of a service is held against the schema of its route. */
export function openTestApi(
  options: {
    readonly indexLagMs?: number;
    readonly leaseSeconds?: number;
    readonly retention?: Retention;
    readonly settings?: Partial<ServiceSettings>;
  } & Partial<ApiOptions> = {},
): TestApi {
  const { indexLagMs, leaseSeconds, retention, settings: more, ...apiOptions } = options;
  const clock = standingClock();
  const store = openStore(":memory:", { clock, ...(indexLagMs !== undefined && { indexLagMs }) });
  const blobs = memoryBlobs({ clock });
  const logged: string[] = [];
  const queue = openQueue(":memory:", { clock });
  const settings = {
    version: "1.2.3",
    place: "test",
    ...(leaseSeconds !== undefined && { leaseSeconds }),
    ...(retention && { retention }),
    ...more,
  };
  const secret = "a secret of the tests";
  const secrets = sealWith(async () => secret);
  const openStorage = openStorageWith({ clock, baseUrl: () => "http://127.0.0.1:1", secret });
  const adapters = { store, blobs, secrets, openStorage, queue, clock, ids: systemIds };
  const parts = createParts({ ...adapters, settings, log: (line) => logged.push(line) });
  const services = checked(createServices(parts));
  const handler = createApiHandler(services, { version: "1.2.3", log: () => undefined, ...apiOptions });
  return {
    client: createClient(transportOf(handler, systemIds)),
    handler,
    services,
    parts,
    logged,
    store,
    blobs,
    secrets,
    queue,
    clock,
    send: (...args) => send(handler, ...args),
  };
}

/** One raw request to a handler; a body that is no text is sent as JSON. */
export async function send(
  handler: ApiHandler,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const event = apiEvent({
    method,
    url: `/api${path}`,
    headers: { ...(text !== undefined && { "content-type": "application/json" }), ...headers },
    body: text,
    requestId: "request-1",
  });
  return readAnswer(await handler(event));
}

/** An answer with its body read. */
export function readAnswer(answer: HttpAnswer): Answer {
  const text = answer.isBase64Encoded === true ? Buffer.from(answer.body, "base64").toString() : answer.body;
  const json =
    text !== "" && answer.headers["content-type"] === "application/json" && answer.headers["content-encoding"] === undefined
      ? JSON.parse(text)
      : undefined;
  return { status: answer.statusCode, headers: answer.headers, text, json, problem: json as Problem };
}

function checked(services: Services): Services {
  const wrapped = Object.entries(services).map(([name, service]) => [
    name,
    async (...args: Parameters<typeof service>) => {
      const answer: unknown = await (service as (...given: unknown[]) => Promise<unknown>)(...args);
      const body = answer instanceof Reply ? answer.body : answer;
      const schema = (routes as Record<string, Route>)[name]?.response;
      // what is sent is JSON, so that is what must fit
      if (schema !== undefined) schema.parse(body === undefined ? undefined : JSON.parse(JSON.stringify(body)));
      else if (body !== undefined) throw new Error(`${name} answers a body that its route does not have`);
      return answer;
    },
  ]);
  return Object.fromEntries(wrapped) as Services;
}
