import { formatTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import { isFinal } from "#core/rules/states.ts";
import { takeTagSlots } from "../concurrency/tag-slots.ts";
import { inScope } from "../context/scope.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { UpstreamTaskError } from "../errors/task-errors.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { writeCached } from "../results/cache.ts";
import { keepResult, noteNotKept } from "../results/keep.ts";
import { attempt } from "./attempt.ts";
import { crashPoint } from "./crash-point.ts";
import { inputHash } from "./earlier-call.ts";
import { errorData, errorSummary, errorText } from "./error-data.ts";
import { callHooks } from "./hooks.ts";
import { type FoundFuture, replaceFutures } from "./resolve.ts";
import { runNameOf } from "./run-name.ts";
import { enterFailed, untilRetry } from "./task-failure.ts";
import { cacheKeyOf, enterRunning, fromCache } from "./task-reuse.ts";
import type { TaskRunScope } from "./task-run-scope.ts";

/** How a run ended. */
type Ended = { readonly value: unknown } | { readonly error: unknown };

/** Whether and under what the result of a run is kept. */
interface Keeping {
  readonly persist: boolean;
  readonly cacheKey: string | null;
  readonly input: string | undefined;
}

/** Takes a task run from PENDING to its end, and settles its future. Never rejects. */
export async function runTask(run: TaskRunScope, self: unknown, dependencies: readonly FoundFuture[]): Promise<void> {
  const { flowRun, future } = run;
  const { session } = flowRun;
  let ended: Ended;
  let inside = false;
  try {
    if (session.ordered && !run.nested) {
      const room = session.enter();
      if (room !== undefined) await room;
      inside = true;
    }
    if (dependencies.length > 0) await resolveArguments(run, dependencies);
    ended = await untilEnd(run, self);
  } catch (error) {
    ended = { error: giveUp(run, error) };
  }
  if (inside) session.leave();
  if ("value" in ended) {
    flowRun.made.note(ended.value, run.id);
    future.complete(ended.value);
  } else future.fail(ended.error);
  await finish(run);
  run.slim();
  flowRun.childEnded(run, future, "value" in ended);
}

async function untilEnd(run: TaskRunScope, self: unknown): Promise<Ended> {
  const { flowRun, task } = run;
  const name = runNameOf(run);
  if (name !== undefined) run.record = { ...run.record, name };
  const done = run.prior === undefined ? undefined : await run.prior.reuse(run.args);
  if (done !== undefined) return done;
  const cacheKey = task.options.cacheKey === undefined ? null : cacheKeyOf(run);
  const persist = task.options.persistResult ?? (cacheKey !== null || flowRun.persistResult);
  // before the function may change what it was given
  const keeping: Keeping = { cacheKey, input: persist ? inputHash(run.args) : undefined, persist };
  for (;;) {
    // before a room is taken, which others could use while this one waits
    const slots = run.record.tags.length === 0 ? undefined : await takeTagSlots(run);
    const room = flowRun.session.ordered || run.nested ? null : flowRun.session.enter();
    if (room) await room;
    // a task that is called by another one belongs to what goes on already
    const held = flowRun.hold !== undefined && !run.nested && !flowRun.signal.aborted;
    try {
      flowRun.signal.throwIfAborted();
      const ended = held ? undefined : await once(run, self, keeping);
      if (ended !== undefined) return ended;
    } finally {
      if (room !== null) flowRun.session.leave();
      await slots?.giveBack();
    }
    if (held) await flowRun.hold?.pass();
    else await untilRetry(run);
  }
}

/** One attempt; undefined if another one is due. */
async function once(run: TaskRunScope, self: unknown, keeping: Keeping): Promise<Ended | undefined> {
  const { options } = run.task;
  const { cacheKey } = keeping;
  if (cacheKey !== null) {
    const hit = await fromCache(run, cacheKey);
    if (hit !== undefined) return hit;
  } else {
    enterRunning(run);
  }
  const { onRunning } = options;
  if (onRunning !== undefined) await callHooks(onRunning, aboutOf(run), run);
  const outcome = await inScope(run, () => attempt(run, self));
  if ("error" in outcome) return enterFailed(run, outcome.error);
  try {
    await complete(run, outcome.value, keeping);
  } catch (error) {
    return enterFailed(run, error);
  }
  return outcome;
}

async function complete(run: TaskRunScope, value: unknown, { cacheKey, input, persist }: Keeping): Promise<void> {
  const { options } = run.task;
  const { runtime } = run.flowRun;
  if (!persist) {
    run.propose({ type: "COMPLETED" });
    run.flowRun.onProgress?.(false);
    return;
  }
  const lenient = options.persistResult === undefined && cacheKey === null && run.flowRun.persistLeniently;
  const data = await keepResult(value, { blobs: runtime.blobs, name: run.id, of: `task run "${run.name}"`, input }).catch(
    (error: unknown) => {
      if (!lenient) throw error;
      noteNotKept(run, error);
      return undefined;
    },
  );
  crashPoint("flow:result-kept");
  const expiration =
    options.cacheExpiration === undefined ? undefined : formatTimestamp(runtime.clock.now() + options.cacheExpiration * 1000);
  if (cacheKey !== null) run.record = { ...run.record, cache_key: cacheKey, cache_expiration: expiration ?? null };
  const state = run.propose({
    type: "COMPLETED",
    data,
    state_details: cacheKey === null ? undefined : { cache_key: cacheKey, cache_expiration: expiration },
  });
  run.flowRun.onProgress?.(data !== undefined);
  if (cacheKey === null) return;
  await writeCached(cacheKey, state, { blobs: runtime.blobs, now: runtime.clock.now(), replace: options.refreshCache === true }).catch(
    (error: unknown) => writeLog(run, levels.WARNING, `The result could not be put in the cache: ${errorSummary(error)}`),
  );
}

async function resolveArguments(run: TaskRunScope, dependencies: readonly FoundFuture[]): Promise<void> {
  const values = new Map<unknown, unknown>();
  for (const { future, allowFailure } of dependencies) {
    if (allowFailure) future.observed = true;
    try {
      values.set(future, await future.outcome);
    } catch (error) {
      if (!allowFailure) throw new UpstreamTaskError(run.name, future.name, error);
      values.set(future, error);
    }
  }
  run.args = run.args.map((value) => replaceFutures(value, ({ future }) => values.get(future)));
}

/** Ends a run whose function cannot be called, or must not go on. Answers the error for its future. */
function giveUp(run: TaskRunScope, error: unknown): unknown {
  if (isFinal(run.state.type)) return error;
  const { signal } = run.flowRun;
  if (signal.aborted) {
    const reason: unknown = signal.reason;
    // it has not begun, and goes on where the flow does
    if (isMillraceError(reason, "suspended-run")) return reason;
    run.propose({
      type: isMillraceError(reason, "crashed-run") ? "CRASHED" : "CANCELLED",
      message: reason instanceof Error ? reason.message : String(reason),
    });
    return reason;
  }
  if (isMillraceError(error, "upstream-task")) {
    run.propose({ type: "PENDING", name: "NotReady", message: error.message });
    return error;
  }
  writeLog(run, levels.ERROR, `Encountered exception before execution:\n${errorText(error)}`);
  run.propose({
    type: "FAILED",
    message: `Task run encountered an exception: ${errorSummary(error)}`,
    data: errorData(error),
    state_details: { retriable: false },
  });
  return error;
}

async function finish(run: TaskRunScope): Promise<void> {
  const { state } = run;
  if (!isFinal(state.type) && isMillraceError(run.flowRun.signal.reason, "suspended-run")) return;
  const { onCompletion, onFailure } = run.task.options;
  writeLog(run, state.type === "COMPLETED" ? levels.INFO : levels.ERROR, `Finished in state ${describeState(state)}`, { keep: false });
  const hooks = state.type === "COMPLETED" ? onCompletion : state.type === "FAILED" ? onFailure : undefined;
  if (hooks !== undefined) await callHooks(hooks, aboutOf(run), run);
}

/** `Completed()`, `TimedOut('…', type=FAILED)`. */
export function describeState(state: State): string {
  const message = state.message === null ? "" : `'${state.message}'`;
  const type = state.name.toUpperCase() === state.type ? "" : `type=${state.type}`;
  return `${state.name}(${[message, type].filter((part) => part !== "").join(", ")})`;
}

function aboutOf(run: TaskRunScope) {
  return { task: { name: run.task.name }, taskRun: run.info, flowRun: run.flowRun.info, state: run.state };
}
