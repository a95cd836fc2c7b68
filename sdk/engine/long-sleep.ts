import type { Clock } from "#core/ports/clock.ts";

const LONGEST_MS = 2 ** 31 - 1;

/** Sleeps however long: clocks take 24 days at most. */
export async function longSleep(clock: Pick<Clock, "sleep">, ms: number, signal?: AbortSignal): Promise<void> {
  for (let left = ms; left > 0; left -= LONGEST_MS) await clock.sleep(Math.min(left, LONGEST_MS), signal);
}
