import { randomFillSync } from "node:crypto";
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
  sleep(ms, signal, { background = false } = {}) {
    // not the one of node:timers/promises, which makes an error with a stack for each sleep that is cut short
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
        Math.max(0, ms),
      );
      if (background) timer.unref();
      signal?.addEventListener("abort", stop, { once: true });
    });
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
