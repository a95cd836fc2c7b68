import type { RouteRequest, RouteResponse } from "#core/contract/route.ts";
import type { RouteName, Routes } from "#core/contract/routes.ts";
import type { Sizes } from "#core/contract/sizes.ts";
import type { AgentFleet } from "#core/ports/agent-fleet.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import type { Clock, Ids } from "#core/ports/clock.ts";
import type { OpenStorage } from "#core/ports/open-storage.ts";
import type { Queue } from "#core/ports/queue.ts";
import type { RunTasks } from "#core/ports/run-tasks.ts";
import type { Runner } from "#core/ports/runner.ts";
import type { Secrets } from "#core/ports/secrets.ts";
import type { Store } from "#core/ports/store.ts";
import type { Timers } from "#core/ports/timers.ts";
import type { Headers } from "#core/rules/header-list.ts";
import type { Retention } from "#core/rules/retention.ts";
import type { Caller } from "../token/caller.ts";
import type { Reply } from "./reply.ts";
import type { StorageRouter } from "./storage/router.ts";

/** What the services stand on; the wiring chooses the adapters. */
export interface ServiceDeps {
  readonly store: Store;
  /** The server's own. */
  readonly blobs: Blobs;
  /** Seals what blocks keep secret. */
  readonly secrets: Secrets;
  readonly openStorage: OpenStorage;
  /** Default: made from the members above. A wiring that needs it too makes it and gives it here. */
  readonly storage?: StorageRouter;
  /** Hints and announcements; the truth is in the store. */
  readonly queue: Queue;
  /** Set off what is due later. Without them (a process that serves itself) it waits for a server to look. */
  readonly timers?: Timers;
  /** Agents that are started and stopped by number. Only where that is this process's part. */
  readonly fleet?: AgentFleet;
  /** Starts machines for single runs. Only where the messages about them are handled. */
  readonly tasks?: RunTasks;
  /** Takes the runs that no agent takes. Only where the messages about them are handled. */
  readonly runner?: Runner;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Default: the system's. */
  readonly randomBytes?: (count: number) => Uint8Array;
  readonly settings: ServiceSettings;
  /** Where people open the console, for links in messages; undefined where there is none. */
  readonly consoleUrl?: () => string | undefined;
  /** Says how much is stored; undefined where that is not cheap to tell. */
  readonly measure?: () => Promise<Sizes>;
  /** Says how many messages lie where nobody could handle them; undefined where there is no such place. */
  readonly deadLetters?: () => Promise<{ queue: string; messages: number }[]>;
  /** Headers that go with traces, such as credentials of a collector: no setting, since those may be read. Asked for with each trace. */
  readonly otlpHeaders?: () => Promise<Headers>;
  /** Takes one line of JSON for what went wrong and failed no request; default stderr. */
  readonly log?: (line: string) => void;
}

/** Settings the services read. All are shown by `GET /admin/settings`, so none may be a secret. */
export interface ServiceSettings {
  /** Version of this package. */
  readonly version: string;
  /** How long a reporter may be silent before its lease runs out, in seconds; default 60. */
  readonly leaseSeconds?: number;
  /** Whether a request may wait for something to happen: true in a server, false where waiting is paid for. Default false. */
  readonly canWait?: boolean;
  /**
   * Whether runs are announced to the work queues ahead of their time, by messages delayed until then: where nothing waits beside the
   * queues, so that they alone tell the moment. Default false.
   */
  readonly delayedHints?: boolean;
  /** Whether agents that come and go with the work may be deployed beside the server. Default false. */
  readonly canScaleAgents?: boolean;
  /** Where the server's own blobs are, for people; default not told. */
  readonly blobsLocation?: string;
  /**
   * How long a run with nothing to tell may be silent, in seconds; it hears of a cancellation or a pause that soon. Default: as long as its
   * lease allows. Short where a request costs nothing; an agent hears of cancellations by itself.
   */
  readonly silentSeconds?: number;
  /** How long runs and log lines are kept; default 90 and 30 days. */
  readonly retention?: Retention;
  /** Where the traces of runs that ended are sent, by OTLP over HTTP; default nowhere. */
  readonly otlpEndpoint?: string;
  /** Where this server runs, for people: `local`, `in-process` or `aws`. */
  readonly place: string;
}

/** What a service knows of the request beside its validated parts. */
export interface CallContext {
  readonly requestId: string;
  /** Who calls; absent where everybody may do everything. */
  readonly caller?: Caller;
  /** Where the API is reached, such as `http://127.0.0.1:4200/api`, for links in answers. */
  readonly baseUrl: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** One route's implementation. */
export type Service<K extends RouteName> = (
  request: RouteRequest<Routes[K]>,
  context: CallContext,
) => Promise<RouteResponse<Routes[K]> | Reply<RouteResponse<Routes[K]>>>;

/** Every route's implementation by the route's name. */
export type Services = { readonly [K in RouteName]: Service<K> };
