import { formatTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import { DEFAULT_PAUSE_MS } from "#core/rules/states.ts";
import { currentScope } from "../context/scope.ts";
import type { FlowRunScope } from "../engine/flow-run-scope.ts";
import { pauseRun } from "../engine/pause-run.ts";
import { InvalidOptionsError, NoRunContextError } from "../errors/flow-errors.ts";
import type { OutputOf, StandardSchema } from "../flow/standard-schema.ts";
import { inputKeys, readInput, saveSchema } from "./input.ts";

/** How a run is paused. */
export interface PauseOptions<S extends StandardSchema = StandardSchema> {
  /** Seconds until the run fails unless it is resumed; default 3600. */
  readonly timeoutSeconds?: number;
  /** Each key pauses a run once, however often its function runs again. Default: a number by the order of the calls. */
  readonly key?: string;
  /** What the run waits for: input that does not fit is refused when the run is resumed. */
  readonly waitForInput?: S;
}

/**
 * Pauses the flow run until somebody resumes it, from the console, the command line or with {@link resumeFlowRun}. The process stays; tasks
 * that go on end, and no further one starts. Called in the function of a flow, not in a task.
 *
 * @returns what the run was resumed with, as `waitForInput` gives it.
 * @throws RunRefusedError if nobody resumed it in time, RunInputError.
 */
export async function pauseFlowRun<S extends StandardSchema>(options: PauseOptions<S> & { readonly waitForInput: S }): Promise<OutputOf<S>>;
export async function pauseFlowRun(options?: PauseOptions): Promise<void>;
export async function pauseFlowRun(options: PauseOptions = {}): Promise<unknown> {
  return pause("pauseFlowRun()", options, false);
}

/**
 * As {@link pauseFlowRun}, but the run leaves its process, which costs nothing while it waits: once it is resumed an agent starts it again,
 * its function runs from the beginning, and tasks whose results were kept are not run again. For runs of deployments; not for subflows.
 *
 * @throws SuspendedRunError to leave the function; do not catch it. RunRefusedError if the run has no deployment or is a subflow.
 */
export async function suspendFlowRun<S extends StandardSchema>(
  options: PauseOptions<S> & { readonly waitForInput: S },
): Promise<OutputOf<S>>;
export async function suspendFlowRun(options?: PauseOptions): Promise<void>;
export async function suspendFlowRun(options: PauseOptions = {}): Promise<unknown> {
  return pause("suspendFlowRun()", options, true);
}

async function pause(call: string, { timeoutSeconds, key, waitForInput }: PauseOptions, suspends: boolean): Promise<unknown> {
  const run = flowRunOf(call);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0)) {
    throw new InvalidOptionsError({
      what: "timeoutSeconds is not a time to wait.",
      got: String(timeoutSeconds),
      do: "Give seconds above 0.",
    });
  }
  run.pauses += 1;
  const pauseKey = key ?? String(run.pauses);
  const keys = waitForInput === undefined ? undefined : inputKeys(pauseKey);
  const timeoutMs = timeoutSeconds === undefined ? DEFAULT_PAUSE_MS : timeoutSeconds * 1000;
  const state = {
    type: "PAUSED" as const,
    ...(suspends && { name: "Suspended" }),
    state_details: {
      pause_key: pauseKey,
      pause_timeout: formatTimestamp(run.runtime.clock.now() + timeoutMs),
      ...(suspends && { pause_reschedule: true }),
      ...(keys !== undefined && { run_input_keyset: { ...keys } }),
    },
  };
  const save = async (_paused: State) => {
    if (keys !== undefined && waitForInput !== undefined) await saveSchema(run, keys, waitForInput);
  };
  const paused = await pauseRun(run, state, save);
  if (keys === undefined || waitForInput === undefined) return undefined;
  return readInput(run, keys, waitForInput, paused);
}

function flowRunOf(call: string): FlowRunScope {
  const scope = currentScope();
  if (scope === undefined) throw new NoRunContextError(call);
  if (scope.taskRun !== null) {
    throw new InvalidOptionsError({
      what: `${call} was called in task run "${scope.taskRun.name}".`,
      do: "Call it in the function of the flow: a task that goes on is never paused.",
    });
  }
  return scope.flowRun;
}
