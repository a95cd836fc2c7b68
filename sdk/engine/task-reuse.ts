import type { State, StateCreate } from "#core/contract/states.ts";
import { stableText } from "#core/rules/cache-keys.ts";
import { hasKeptResult } from "#core/rules/states.ts";
import { inScope } from "../context/scope.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { readCached } from "../results/cache.ts";
import { describeInstance } from "../results/classes.ts";
import { readKept } from "../results/keep.ts";
import { errorSummary } from "./error-data.ts";
import type { TaskRunScope } from "./task-run-scope.ts";

/** A result that makes running the task needless. */
export interface Reused {
  readonly value: unknown;
}

/** The result of the same call in an earlier attempt of the flow, if it was kept and the arguments are the same. */
export async function fromPriorAttempt({ args }: TaskRunScope, prior: TaskRunScope): Promise<Reused | undefined> {
  if (prior.state.type !== "COMPLETED" || !hasKeptResult(prior.state) || !haveSameText(prior.args, args)) return undefined;
  return { value: await prior.future.outcome };
}

function haveSameText(some: unknown, others: unknown): boolean {
  try {
    return stableText(some, describeInstance) === stableText(others, describeInstance);
  } catch {
    return false;
  }
}

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

/** Enters RUNNING; a kept result of an earlier attempt, made of other arguments, is no reason not to. */
export function enterRunning(run: TaskRunScope, state: StateCreate = { type: "RUNNING" }, cached?: State): State {
  return run.state.type === "COMPLETED" ? run.propose({ ...state, name: "Retrying" }, { force: true }) : run.propose(state, { cached });
}
