import type { FlowRunScope } from "./flow-run-scope.ts";
import { longSleep } from "./long-sleep.ts";

/** Waits until the run has gone on for so long, not counting the time it was paused. Rejects when the signal is aborted. */
export async function untilRanFor(run: FlowRunScope, ms: number, signal: AbortSignal): Promise<void> {
  const { clock } = run.runtime;
  const since = clock.now() - run.pausedMs;
  for (let left = ms; left > 0; left = ms - (clock.now() - run.pausedMs - since)) {
    await longSleep(clock, left, signal);
    // the end of a pause is noted before it is told
    while (run.hold !== undefined && !run.hold.isOver) await run.hold.over;
    signal.throwIfAborted();
  }
}
