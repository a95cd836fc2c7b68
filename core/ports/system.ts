import { randomFillSync } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { makeRunId, makeUuid7 } from "#core/rules/ids.ts";
import type { Clock, Ids } from "./clock.ts";

/** The machine's clock, with microseconds. It follows corrections of the wall clock forwards and never goes back. */
export const systemClock: Clock = {
  now() {
    // performance.now() has the microseconds, but stands still while the machine sleeps. A wall clock set back is not followed:
    // standing still until it has caught up would be worse.
    const wall = Date.now();
    let fine = origin + performance.now();
    if (wall - fine > MAX_DRIFT_MS) {
      origin = wall - performance.now();
      fine = wall;
    }
    if (fine > last) last = fine;
    return last;
  },
  async sleep(ms, signal, { background = false } = {}) {
    signal?.throwIfAborted();
    try {
      await sleep(Math.max(0, ms), undefined, { ref: !background, ...(signal !== undefined && { signal }) });
    } catch (error) {
      // Node rejects with its own AbortError; the port promises the signal's reason
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/** Random ids stamped with the system clock. */
export const systemIds: Ids = {
  runId: () => makeRunId(systemClock.now(), randomBytes(8)),
  uuid: () => makeUuid7(systemClock.now(), randomBytes(10)),
};

const MAX_DRIFT_MS = 20;
let origin = performance.timeOrigin;
let last = 0;

const pool = new Uint8Array(4096);
let used = pool.length;

// One call of the generator serves hundreds of ids; no byte is handed out twice.
function randomBytes(count: number): Uint8Array {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
