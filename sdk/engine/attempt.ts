import { TaskTimeoutError } from "../errors/task-errors.ts";
import { longSleep } from "./long-sleep.ts";
import type { TaskRunScope } from "./task-run-scope.ts";

/** Calls the task's function once: until it returns, throws, takes too long, or the run is to stop. */
export async function attempt(run: TaskRunScope, self: unknown): Promise<{ readonly value: unknown } | { readonly error: unknown }> {
  try {
    const { call } = run.flowRun.session;
    const returned =
      call === undefined ? (run.task.fn as (...args: unknown[]) => unknown).apply(self, run.args as unknown[]) : call(run, run.args);
    return { value: isThenable(returned) ? await guarded(run, returned) : returned };
  } catch (error) {
    return { error };
  }
}

function guarded(run: TaskRunScope, returned: PromiseLike<unknown>): Promise<unknown> {
  const seconds = run.task.options.timeoutSeconds;
  const timer = seconds === undefined ? undefined : new AbortController();
  return new Promise((resolve, reject) => {
    run.interrupt = reject;
    returned.then(resolve, reject);
    if (seconds !== undefined && timer !== undefined) {
      longSleep(run.flowRun.runtime.clock, seconds * 1000, timer.signal).then(
        () => run.abort(new TaskTimeoutError(run.name, seconds)),
        () => {},
      );
    }
  }).finally(() => {
    run.interrupt = undefined;
    timer?.abort();
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
