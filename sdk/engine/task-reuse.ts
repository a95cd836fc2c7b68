import type { State, StateCreate } from "#core/contract/states.ts";
import { inScope } from "../context/scope.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { readCached } from "../results/cache.ts";
import { readKept } from "../results/keep.ts";
import type { Reused } from "./earlier-call.ts";
import { errorSummary } from "./error-data.ts";
import type { TaskRunScope } from "./task-run-scope.ts";

/** The cache key of a run; null if it is not to be cached, or no key can be made. */
export function cacheKeyOf(run: TaskRunScope): string | null {
  const { cacheKey } = run.task.options;
  if (typeof cacheKey !== "function") return cacheKey ?? null;
  try {
    const { name, key } = run.task;
    return inScope(run, () => cacheKey({ task: { name, key }, run: run.context() }, run.args)) ?? null;
  } catch (error) {
    writeLog(run, levels.WARNING, `No cache key could be made, so the task runs without the cache: ${errorSummary(error)}`);
    return null;
  }
}

/** Enters RUNNING, or ends with the cached result. */
export async function fromCache(run: TaskRunScope, cacheKey: string): Promise<Reused | undefined> {
  const { blobs, clock } = run.flowRun.runtime;
  const refresh = run.task.options.refreshCache === true;
  const found = await lookUp();
  // completed by an earlier attempt, under this very key
  if (run.state.type === "COMPLETED" && found !== undefined) return { value: found.value };
  const state = enterRunning(run, { type: "RUNNING", state_details: { cache_key: cacheKey, refresh_cache: refresh } }, found?.state);
  return state.name === "Cached" && found !== undefined ? { value: found.value } : undefined;

  async function lookUp(): Promise<{ state: State; value: unknown } | undefined> {
    if (refresh) return undefined;
    try {
      const cached = await readCached(cacheKey, { blobs, now: clock.now() });
      return cached === undefined ? undefined : { state: cached, value: await readKept(cached.data, blobs) };
    } catch (error) {
      writeLog(run, levels.WARNING, `The cached result cannot be used, so the task runs: ${errorSummary(error)}`);
      return undefined;
    }
  }
}

/**
 * Enters RUNNING. What an earlier attempt left is no reason not to: neither a kept result, made of other arguments, nor a failure before
 * the flow was suspended, nor a time it would have been tried again at.
 */
export function enterRunning(run: TaskRunScope, state: StateCreate = { type: "RUNNING" }, cached?: State): State {
  const before = run.state;
  const entered = before.type === "COMPLETED" ? before : run.propose(state, { cached });
  return entered === before ? run.propose({ ...state, name: "Retrying" }, { force: true }) : entered;
}
