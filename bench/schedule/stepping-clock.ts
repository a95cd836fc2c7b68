import type { Clock } from "#core/ports/clock.ts";

/** A clock that stands until it is moved on. */
export interface SteppingClock extends Clock {
  /** Moves on to that time, and wakes who slept until then or earlier, in order. */
  moveTo(time: number): Promise<void>;
}

/** Starts at `now`, in milliseconds since the epoch. */
export function steppingClock(now: number): SteppingClock {
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    async moveTo(time) {
      for (;;) {
        const due = [...sleepers].filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        sleepers.delete(due);
        now = Math.max(now, due.at);
        due.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = time;
    },
  };
}
