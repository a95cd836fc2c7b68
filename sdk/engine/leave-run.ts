import { SuspendedRunError } from "../errors/flow-errors.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { Hold } from "./hold.ts";
import { longSleep } from "./long-sleep.ts";

/**
 * Lets a run leave its process between two tasks, to go on in another one: nothing new starts, what goes on ends, and then the run is
 * suspended as if it had asked for it. A task that waits (for its next attempt, a slot, another task) waits on there. Called again: no more.
 */
export function leaveAtBoundary(run: FlowRunScope): void {
  if (run.leaving || run.ended) return;
  run.leaving = true;
  const watch = async () => {
    while (!run.ended && !run.concluding && !run.signal.aborted) {
      // a pause that is over meanwhile has taken its own hold away
      run.hold ??= new Hold();
      if (isAtBoundary(run)) return run.abort(new SuspendedRunError(run.name));
      await longSleep(run.runtime.clock, POLL_MS, run.signal);
    }
  };
  // stopped meanwhile, which the run itself tells of
  watch().catch(() => {});
}

const POLL_MS = 100;

/** True if nothing goes on that would be lost: a subflow is one piece, and the function itself only where it waits for something. */
function isAtBoundary({ children, running, hold, current }: FlowRunScope): boolean {
  const tasks = [...running];
  if (children.size > 0 || tasks.some(({ state }) => state.type === "RUNNING")) return false;
  return tasks.length > 0 || (hold?.waiting ?? 0) > 0 || current.type !== "RUNNING";
}
