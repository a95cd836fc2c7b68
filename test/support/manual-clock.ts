import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "#core/ports/clock.ts";

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
  /** Moves on, waking the sleepers whose time comes, in their order, and lets what they start run. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  readonly sleepers: number;
  /** How often somebody went to sleep so far. */
  readonly sleeps: number;
}

/** Starts at `now`, by default some time in 2027. */
export function manualClock(now = Date.UTC(2027, 0, 1)): ManualClock {
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  let sleeps = 0;
  return {
    now: () => now,
    get sleepers() {
      return sleepers.size;
    },
    get sleeps() {
      return sleeps;
    },
    sleep(ms, signal) {
      sleeps += 1;
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          if (sleepers.delete(sleeper)) reject(signal.reason);
        });
      });
    },
    async advance(ms) {
      const target = now + ms;
      await settle();
      for (;;) {
        const next = [...sleepers].filter((sleeper) => sleeper.at <= target).sort((left, right) => left.at - right.at)[0];
        if (next === undefined) break;
        now = Math.max(now, next.at);
        sleepers.delete(next);
        next.wake();
        await settle();
      }
      now = target;
    },
  };
}

/** Several turns of the event loop, so that chains of promises run to their next sleep. */
async function settle(): Promise<void> {
  for (let count = 0; count < 5; count += 1) await turn();
}
