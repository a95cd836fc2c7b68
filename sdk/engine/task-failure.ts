import { parseTimestamp } from "#core/contract/scalars.ts";
import { isFinal } from "#core/rules/states.ts";
import { inScope } from "../context/scope.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { errorData, errorSummary, errorText } from "./error-data.ts";
import { longSleep } from "./long-sleep.ts";
import type { TaskRunScope } from "./task-run-scope.ts";

/** Enters the state a failed attempt leads to; undefined if that is to wait for the next one. */
export async function enterFailed(run: TaskRunScope, error: unknown): Promise<{ readonly error: unknown } | undefined> {
  if (run.flowRun.signal.aborted) throw error;
  const timedOut = isMillraceError(error, "task-timeout");
  writeLog(run, levels.ERROR, timedOut ? (error as Error).message : `Encountered exception during execution:\n${errorText(error)}`);
  const state = run.propose({
    type: "FAILED",
    name: timedOut ? "TimedOut" : undefined,
    message: timedOut ? (error as Error).message : `Task run encountered an exception: ${errorSummary(error)}`,
    data: errorData(error),
    state_details: (await isWorthRetrying(run, error)) ? undefined : { retriable: false },
  });
  if (isFinal(state.type)) return { error };
  run.renewSignal();
  return undefined;
}

async function isWorthRetrying(run: TaskRunScope, error: unknown): Promise<boolean> {
  const { retryCondition, retries = 0 } = run.task.options;
  // running it again would give the same obstacle
  if (isMillraceError(error, "result-not-serializable")) return false;
  if (retryCondition === undefined || run.record.run_count > retries) return true;
  try {
    return await inScope(run, () => retryCondition(error, run.record.run_count));
  } catch (thrown) {
    writeLog(run, levels.ERROR, `retryCondition failed, so the task is not tried again: ${errorText(thrown)}`);
    return false;
  }
}

/** Waits for the time of the next attempt. */
export async function untilRetry(run: TaskRunScope): Promise<void> {
  const { clock } = run.flowRun.runtime;
  const time = run.state.state_details.scheduled_time;
  const due = time ? parseTimestamp(time) : clock.now();
  writeLog(
    run,
    levels.INFO,
    `Trying again (attempt ${run.record.run_count + 1}) in ${Math.max(0, (due - clock.now()) / 1000).toFixed(1)} s`,
  );
  for (let left = due - clock.now(); left > 0; left = due - clock.now()) await longSleep(clock, left, run.flowRun.signal);
}
