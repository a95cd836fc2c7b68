import { formatTimestamp } from "#core/contract/scalars.ts";
import type { StateCreate } from "#core/contract/states.ts";
import { makeState } from "#core/rules/states.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { crashPoint } from "./crash-point.ts";
import { errorText } from "./error-data.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { GRACE_MS, persistently, proposeFlowState, reportCrash } from "./propose.ts";

/** How long a run waits where an agent keeps it meanwhile. */
const CLAIMED_GRACE_MS = 86_400_000;
/** The same when the process is about to die; what is not delivered then is spooled. */
const DYING_GRACE_MS = 5_000;

/** How long a run that is not being stopped waits for an API that is away. */
export function patienceOf(run: FlowRunScope): number {
  return run.claimed ? CLAIMED_GRACE_MS : GRACE_MS;
}

/** Delivers the whole report, then the state. What cannot be delivered is spooled, and the state taken as entered. */
export async function concludeFlow(run: FlowRunScope, state: StateCreate): Promise<void> {
  run.concluding = true;
  try {
    await conclude(run, state);
  } finally {
    run.concluding = false;
  }
}

/** Delivers the report of a run that was suspended; its state is known to the API already. */
export async function leaveSuspended(run: FlowRunScope): Promise<void> {
  run.concluding = true;
  if (await run.reporter.settle(patienceOf(run), run.hurry.signal)) return;
  run.runtime.spool?.write({ flow_run_id: run.id, epoch: run.epoch, batches: run.reporter.undelivered, final: null });
}

async function conclude(run: FlowRunScope, state: StateCreate): Promise<void> {
  const { runtime, reporter } = run;
  const dying = run.signal.aborted && isMillraceError(run.signal.reason) && run.signal.reason.code !== "flow-timeout";
  const grace = dying ? DYING_GRACE_MS : patienceOf(run);
  let why: unknown = "reports could not be delivered in time";
  if (await reporter.settle(grace, run.hurry.signal)) {
    crashPoint("flow:settled");
    if (run.handedBack) return enterAlone(run, state);
    try {
      await persistently(() => report(run, state), grace, run.hurry.signal);
      crashPoint("flow:concluded");
      return;
    } catch (error) {
      why = error;
      if (isMillraceError(error, "run-refused")) {
        writeLog(run, levels.WARNING, error.message, { keep: false });
        enterAlone(run, state);
        return;
      }
    }
  }
  enterAlone(run, state);
  const final = run.handedBack ? null : state;
  const file = runtime.spool?.write({ flow_run_id: run.id, epoch: run.epoch, batches: reporter.undelivered, final });
  writeLog(
    run,
    levels.ERROR,
    `The end of the run could not be reported: ${why instanceof Error ? why.message : why}.${file === undefined ? "" : ` It is kept in ${file} and will be delivered by the next run.`}`,
    { keep: false },
  );
}

async function report(run: FlowRunScope, state: StateCreate): Promise<void> {
  if (!run.claimed || state.type !== "CRASHED") {
    await proposeFlowState(run, state, { force: state.type === "CRASHED" });
    return;
  }
  // an agent's run that crashed may be tried again by another process, so here it has ended
  const { cause } = (run.signal.reason ?? {}) as { cause?: unknown };
  await reportCrash(run, [state.message, ...(cause === undefined ? [] : [errorText(cause)])].join("\n"));
  enterAlone(run, state);
}

function enterAlone(run: FlowRunScope, state: StateCreate): void {
  run.current = makeState(state, { id: run.runtime.ids.uuid(), timestamp: formatTimestamp(run.runtime.clock.now()) });
}
