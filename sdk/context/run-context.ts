import { longSleep } from "../engine/long-sleep.ts";
import { NoRunContextError } from "../errors/flow-errors.ts";
import { currentScope } from "./scope.ts";

/** The flow run the calling function belongs to. */
export interface FlowRunInfo {
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  readonly tags: readonly string[];
  /** By name, as the function received them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** 1 in the first attempt, 2 in the first retry, and so on. */
  readonly runCount: number;
}

/** The task run the calling function is. */
export interface TaskRunInfo {
  readonly id: string;
  readonly name: string;
  readonly taskName: string;
  readonly tags: readonly string[];
  /** 1 in the first attempt, 2 in the first retry, and so on. */
  readonly runCount: number;
}

/** Where the calling function runs. */
export interface RunContext {
  readonly flowRun: FlowRunInfo;
  /** Null in the function of a flow. */
  readonly taskRun: TaskRunInfo | null;
  /** Parameters of the task, or of the flow outside of a task, by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Aborted when the run is to stop: timeout, cancellation, end of the process. Its reason is the error. Hand it to `fetch` and the like. */
  readonly signal: AbortSignal;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
}

/**
 * The run the calling function belongs to.
 *
 * @throws NoRunContextError outside of a flow or task run.
 */
export function getRunContext(): RunContext {
  const context = findRunContext();
  if (context === undefined) throw new NoRunContextError("getRunContext()");
  return context;
}

/** As {@link getRunContext}, but undefined outside of a run: for code that also works on its own. */
export function findRunContext(): RunContext | undefined {
  return currentScope()?.context();
}

/**
 * Waits, and stops waiting with an error when the run is to stop. In `millrace/testing` the virtual clock passes the time at once.
 *
 * @param seconds how long.
 */
export async function sleep(seconds: number): Promise<void> {
  const scope = currentScope();
  if (scope === undefined) return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  await longSleep(scope.flowRun.runtime.clock, seconds * 1000, scope.context().signal);
}
