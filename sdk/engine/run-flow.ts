import { parseTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import { isFinal } from "#core/rules/states.ts";
import { RunRefusedError } from "../errors/flow-errors.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { captureConsole } from "../logging/console-capture.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { beginClaimedRun, type ClaimedRun, type ClaimedRunOptions } from "./begin-claimed.ts";
import { type Begun, beginFlowRun, type Parent } from "./begin-flow.ts";
import { concludeFlow, leaveSuspended, patienceOf } from "./conclude-flow.ts";
import { errorSummary, errorText } from "./error-data.ts";
import { finalStateFor } from "./final-flow-state.ts";
import { attemptFlow, type Came } from "./flow-attempt.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { callHooks } from "./hooks.ts";
import { longSleep } from "./long-sleep.ts";
import { persistently, proposeFlowState } from "./propose.ts";
import { describeState } from "./run-task.ts";
import type { Runtime } from "./runtime.ts";
import { watchProcess } from "./watch-process.ts";

/** How a flow run ended. */
export interface FlowRunEnd {
  readonly flowRunId: string;
  readonly flowRunName: string;
  readonly state: State;
  readonly came: Came;
}

/** One call of a flow. */
export interface FlowCall {
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly parent: Parent | null;
  /** Stands for the arguments of a subflow. */
  readonly input?: string | undefined;
  /** Told of every state the run enters. */
  readonly onState?: ((run: FlowRunScope) => void) | undefined;
}

/**
 * Runs a flow from its beginning to its end, retries included.
 *
 * @throws ApiUnreachableError, RunRefusedError, SettingError if there could be no run.
 */
export async function runFlow(
  runtime: Runtime,
  flow: FlowDefinition,
  { self, args, parent, input, onState }: FlowCall,
): Promise<FlowRunEnd> {
  const begun = await beginFlowRun(runtime, flow, args, parent);
  begun.run.input = input;
  return runBegun(begun, { self, parent, onState });
}

/**
 * Runs a flow for a run that an agent claimed for this process, from PENDING to its end, retries included.
 *
 * @throws RunRefusedError if the run is not to be run here any more.
 */
export async function runClaimedFlow(
  runtime: Runtime,
  flow: FlowDefinition,
  claim: ClaimedRun,
  options: ClaimedRunOptions = {},
): Promise<FlowRunEnd> {
  return runBegun(await beginClaimedRun(runtime, flow, claim, options), { self: undefined, parent: null });
}

async function runBegun({ run, error }: Begun, { self, parent, onState }: Omit<FlowCall, "args">): Promise<FlowRunEnd> {
  const { flow } = run;
  const unwatch = parent === null ? watchProcess(run) : undefined;
  parent?.flowRun.children.add(run);
  run.onState = () => onState?.(run);
  try {
    greet(run);
    onState?.(run);
    if (error !== undefined) {
      writeLog(run, levels.ERROR, errorSummary(error), { keep: false });
      return await end(run, { error });
    }
    if (run.logPrints) captureConsole();
    for (;;) {
      await callHooks(flow.options.onRunning, aboutOf(run), run);
      const came = await attemptFlow(run, self);
      if (isMillraceError(run.signal.reason, "suspended-run")) {
        await leaveSuspended(run);
        return { flowRunId: run.id, flowRunName: run.name, state: run.current, came: { error: run.signal.reason } };
      }
      const final = await finalStateFor(run, came);
      const { state } = final;
      if (state.type === "FAILED" && "error" in final.came)
        writeLog(run, levels.ERROR, `Encountered exception during execution:\n${errorText(final.came.error)}`);
      await concludeFlow(run, state);
      if (isFinal(run.current.type)) {
        onState?.(run);
        return await end(run, final.came);
      }
      onState?.(run);
      await untilRunningAgain(run);
      onState?.(run);
    }
  } finally {
    run.ended = true;
    run.reporter.close();
    parent?.flowRun.children.delete(run);
    unwatch?.();
    await run.session.close();
  }
}

/** Waits for the time of a retry, or the end of a pause, and enters RUNNING again. */
async function untilRunningAgain(run: FlowRunScope): Promise<void> {
  const { clock } = run.runtime;
  while (run.current.type !== "RUNNING") {
    if (isFinal(run.current.type)) throw new RunRefusedError(run.name, `it is ${run.current.name}`);
    const due = run.current.state_details.scheduled_time;
    const waitMs = run.current.type === "PAUSED" ? PAUSE_POLL_MS : due ? parseTimestamp(due) - clock.now() : 0;
    if (run.current.type === "SCHEDULED")
      writeLog(run, levels.INFO, `Trying again (attempt ${run.runCount + 1}) in ${Math.max(0, waitMs / 1000).toFixed(1)} s`);
    await longSleep(clock, waitMs, run.signal);
    await persistently(() => proposeFlowState(run, { type: "RUNNING" }), patienceOf(run), run.hurry.signal);
  }
  run.renew();
}

const PAUSE_POLL_MS = 10_000;

async function end(run: FlowRunScope, came: Came): Promise<FlowRunEnd> {
  const { options } = run.flow;
  const { current: state } = run;
  const level = state.type === "COMPLETED" ? levels.INFO : levels.ERROR;
  writeLog(run, level, `Finished in state ${describeState(state)}`, { keep: false });
  const hooks = {
    COMPLETED: options.onCompletion,
    FAILED: options.onFailure,
    CANCELLED: options.onCancellation,
    CRASHED: options.onCrashed,
  }[state.type as "COMPLETED"];
  // what is handed back goes on elsewhere, and what was lost is not ours to tell of
  if (hooks !== undefined && !run.lost && !(run.handedBack && state.type === "CRASHED")) {
    await callHooks(hooks, aboutOf(run), run);
    await deliverLateLogs(run);
  }
  return { flowRunId: run.id, flowRunName: run.name, state, came };
}

/** Lines written by hooks, after the run gave back its lease. */
async function deliverLateLogs(run: FlowRunScope): Promise<void> {
  const lines = run.reporter.undelivered.flatMap((batch) => batch.logs);
  if (lines.length > 0) await run.runtime.client.createLogs({ body: lines.slice(0, 10_000) }).catch(() => {});
}

function greet(run: FlowRunScope): void {
  const { consoleUrl } = run.runtime;
  const link = consoleUrl === undefined || run.parent !== null ? "" : `: ${consoleUrl}/runs/${run.id}`;
  const what = run.parent === null ? "flow" : "subflow";
  writeLog(run, levels.INFO, `Created ${what} run '${run.name}' for flow '${run.flow.name}'${link}`, { keep: false });
}

function aboutOf(run: FlowRunScope) {
  return { flow: { name: run.flow.name }, flowRun: run.info, state: run.current };
}
