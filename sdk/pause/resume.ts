import type { State } from "#core/contract/states.ts";
import { currentScope } from "../context/scope.ts";
import { currentRuntime } from "../engine/runtime.ts";
import { RunRefusedError } from "../errors/flow-errors.ts";

/** How a run is resumed. */
export interface ResumeOptions {
  /** What the run waits for, if it waits for anything. */
  readonly input?: Readonly<Record<string, unknown>>;
}

/**
 * Lets a paused flow run go on, or puts a suspended one back into its work queue.
 *
 * @returns the state the run is in then.
 * @throws RunRefusedError if it is not paused, or the input does not fit; nothing has changed then.
 */
export async function resumeFlowRun(flowRunId: string, { input }: ResumeOptions = {}): Promise<State> {
  const { client } = currentScope()?.flowRun.runtime ?? (await currentRuntime());
  const body = input === undefined ? {} : { run_input: { ...input } };
  const { status, state, details } = await client.resumeFlowRun({ params: { id: flowRunId }, body });
  if (status === "ACCEPT" && state !== null) return state;
  throw new RunRefusedError(flowRunId, ("reason" in details ? details.reason : null) ?? `it answered ${status}`);
}
