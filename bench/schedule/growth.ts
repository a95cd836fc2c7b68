import { createClient } from "#core/contract/client.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Store } from "#core/ports/store.ts";
import { systemIds } from "#core/ports/system.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import { createParts } from "#functions/services/parts.ts";
import { sealWith } from "#functions/services/sealing.ts";
import { createServices } from "#functions/services/services.ts";
import { TICK_QUEUE } from "#functions/services/tick-queue.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { tick } from "#functions/tick/tick.ts";
import { memoryBlobs } from "#local/blobs/memory.ts";
import { transportOf } from "#local/in-process.ts";
import { openQueue } from "#local/queue/queue.ts";
import { openStore } from "#local/store/store.ts";
import { openTimers } from "#local/timers/timers.ts";
import { fillStore } from "../api/fill.ts";
import { type SteppingClock, steppingClock } from "./stepping-clock.ts";

/** What an hour of schedules costs with so many deployments. */
export interface Hour {
  readonly deployments: number;
  /** Runs that fell due. */
  readonly firings: number;
  /** How often runs were made ahead. */
  readonly ticks: number;
  readonly reads: number;
  readonly writes: number;
  readonly cpuMs: number;
  /** CPU of one pass of the sweep at the end of it, with the runs of `history` there too. */
  readonly sweepMs: number;
}

const ACTIVE = 100;
const EVERY_MS = 300_000;
const YEAR_SECONDS = 365 * 86_400;
const STEPS = 720;
const PASSES = 20;

/**
 * Lets an hour pass on a clock of its own: a hundred deployments run every five minutes, the others once a year. The real timers, queue and
 * store in memory, and the functions that a server calls. Then so many finished runs are put there, and the sweep is measured.
 */
export async function measureHour(deployments: number, history: number): Promise<Hour> {
  const clock = steppingClock(Date.UTC(2026, 10, 23, 9, 0, 30));
  const store = new CountingStore(openStore(":memory:", { clock }));
  const queue = openQueue(":memory:", { clock });
  const timers = openTimers(":memory:", { clock, queue });
  const deps = {
    store: store.counted,
    blobs: memoryBlobs({ clock, baseUrl: () => "http://127.0.0.1", secret: "bench" }),
    secrets: sealWith(async () => "bench"),
    openStorage: () => Promise.reject(new Error("nothing here has a storage")),
    queue,
    timers,
    clock,
    ids: systemIds,
    settings: { version: "bench", place: "bench" },
  };
  const parts = createParts(deps);
  const client = createClient(transportOf(createApiHandler(createServices(deps), { version: "bench" }), systemIds));
  const { id: flow_id } = await client.createFlow({ body: { name: "flow" } });
  for (let n = 0; n < deployments; n++) {
    const schedule = { interval: n < ACTIVE ? EVERY_MS / 1000 : YEAR_SECONDS, anchor_date: formatTimestamp(Date.UTC(2026, 10, 23)) };
    await client.createDeployment({
      body: { name: `deployment ${n}`, flow_id, work_queue_name: "bench", schedules: [{ schedule }] },
    });
  }
  const sweep = createSweep(parts);
  // the first pass notes that a fresh store has nothing to catch up on
  await sweep();
  store.reset();
  const began = process.cpuUsage();
  const ticks = await pass(clock, async () => {
    let handled = 0;
    for (;;) {
      const messages = await queue.receive(TICK_QUEUE, { max: 10 });
      if (messages.length === 0) return handled;
      for (const { body } of messages) await tick(parts, body);
      await queue.delete(
        TICK_QUEUE,
        messages.map(({ receipt }) => receipt),
      );
      handled += messages.length;
    }
  });
  const cpuMs = cpuSince(began);
  const { reads, writes } = store;
  await fillStore(store.counted, [flow_id], history, clock.now());
  // the first passes mark what is late, once and for all
  for (let n = 0; n < 5; n++) await sweep();
  const swept = process.cpuUsage();
  for (let n = 0; n < PASSES; n++) await sweep();
  const sweepMs = cpuSince(swept) / PASSES;
  await timers.close();
  await queue.close();
  await store.counted.close();
  return { deployments, firings: (ACTIVE * 3_600_000) / EVERY_MS, ticks, reads, writes, cpuMs, sweepMs };
}

async function pass(clock: SteppingClock, handle: () => Promise<number>): Promise<number> {
  let handled = 0;
  for (let step = 0; step < STEPS; step++) {
    await clock.moveTo(clock.now() + 3_600_000 / STEPS);
    handled += await handle();
  }
  return handled;
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

class CountingStore {
  reads = 0;
  writes = 0;
  /** The store with each document it is asked for or given counted. */
  readonly counted: Store;

  constructor(store: Store) {
    this.counted = {
      get: (key) => this.#read(1, store.get(key)),
      getMany: (keys) => this.#read(keys.length, store.getMany(keys)),
      query: (query) => this.#read(1, store.query(query)),
      put: (document, expect) => this.#write(1, store.put(document, expect)),
      putMany: (writes) => this.#write(writes.length, store.putMany(writes)),
      delete: (key, expect) => this.#write(1, store.delete(key, expect)),
      deleteMany: (keys) => this.#write(keys.length, store.deleteMany(keys)),
      close: () => store.close(),
    };
  }

  reset(): void {
    this.reads = 0;
    this.writes = 0;
  }

  #read<Result>(count: number, result: Promise<Result>): Promise<Result> {
    this.reads += count;
    return result;
  }

  #write<Result>(count: number, result: Promise<Result>): Promise<Result> {
    this.writes += count;
    return result;
  }
}
