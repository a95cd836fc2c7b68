import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Connection } from "#sdk/api/connect.ts";
import { openSpool } from "#sdk/report/spool.ts";
import about from "../package.json" with { type: "json" };
import { openBundleCache } from "./bundle-cache.ts";
import { claimOneRun } from "./claim-one.ts";
import { type ClaimOptions, claimRuns } from "./claims.ts";
import { drain } from "./drain.ts";
import type { AgentEvents, RunOutcome } from "./events.ts";
import { beat } from "./heartbeat.ts";
import type { HeldRun, House } from "./house.ts";
import { createPatience } from "./patience.ts";
import { openPool } from "./pool.ts";
import { protectWhileBusy } from "./scale-in.ts";

/** How an agent works. */
export interface AgentOptions extends ClaimOptions {
  readonly connection: Pick<Connection, "client" | "url">;
  /** Default: `host:pid`. */
  readonly name?: string | undefined;
  /** Processes started before there is a run for them. */
  readonly warm: number;
  /** How long runs get to finish when the agent is told to stop. */
  readonly graceSeconds: number;
  /** How long a cancelled run gets to stop before its processes are killed; default 10. */
  readonly stopGraceSeconds?: number;
  /** Where bundles and undelivered reports are kept. */
  readonly dataDir: string;
  /** The one run it is started for, instead of those of queues. */
  readonly flowRunId?: string | undefined;
  /** Where ECS takes requests to stop other tasks first; undefined elsewhere. */
  readonly scaleInAddress?: string | undefined;
  /** The environment of the processes. */
  readonly env: NodeJS.ProcessEnv;
  readonly events: AgentEvents;
}

/** An agent at work. */
export interface Agent {
  readonly id: string;
  readonly name: string;
  /** Claims no more, lets runs finish within the grace, gives the others back. Called again: at once. */
  stop(): void;
  /** Resolves when it has ended, with the outcomes of its runs; rejects if the API refuses what it asks. */
  readonly ended: Promise<readonly RunOutcome[]>;
}

/** Starts an agent: it claims runs of its queues and runs each in a process of its own. */
export function startAgent(options: AgentOptions): Agent {
  const closing = new AbortController();
  const now = new AbortController();
  const giveUp = new AbortController();
  const done = new AbortController();
  const { house, outcomes } = build(options, closing.signal, giveUp.signal);
  const work = async () => {
    const beating = beat(house, done.signal);
    if (options.scaleInAddress !== undefined) void protectWhileBusy(house, options.scaleInAddress, done.signal);
    try {
      const ended = (outcome: RunOutcome) => outcomes.push(outcome);
      if (options.flowRunId === undefined) await claimRuns(house, options, ended);
      else await claimOneRun(house, options.flowRunId, ended);
    } finally {
      closing.abort();
      await drain(house, { graceMs: options.graceSeconds * 1000, now: now.signal, giveUp });
      done.abort();
      house.running.clear();
      await beating;
    }
    return outcomes;
  };
  return {
    id: house.identity.id,
    name: house.identity.name,
    stop() {
      if (closing.signal.aborted) now.abort();
      closing.abort();
    },
    ended: work(),
  };
}

function build(options: AgentOptions, closing: AbortSignal, giveUp: AbortSignal): { house: House; outcomes: RunOutcome[] } {
  const { connection, dataDir, events } = options;
  const running = new NotingMap();
  const house: House = {
    identity: { id: randomUUID(), name: (options.name ?? `${hostname()}:${process.pid}`).slice(0, 255), version: about.version },
    client: connection.client,
    patiently: createPatience({
      onAway: events.apiAway,
      onBack: events.apiBack,
      giveUp,
      random: Math.random,
      isIdle: () => running.size === 0,
    }),
    pool: openPool(Math.min(options.warm, options.limit), options.env),
    bundles: openBundleCache(join(dataDir, ".bundles")),
    events,
    running,
    changed: () => running.changed,
    closing,
    stopGraceMs: (options.stopGraceSeconds ?? 10) * 1000,
    spool: openSpool(dataDir, connection.url),
  };
  return { house, outcomes: [] };
}

/** The runs, and a promise for their next change. */
class NotingMap extends Map<string, HeldRun> {
  #next = Promise.withResolvers<void>();

  get changed(): Promise<void> {
    return this.#next.promise;
  }

  override set(id: string, run: HeldRun): this {
    super.set(id, run);
    this.#note();
    return this;
  }

  override delete(id: string): boolean {
    const there = super.delete(id);
    this.#note();
    return there;
  }

  override clear(): void {
    super.clear();
    this.#note();
  }

  #note(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }
}
