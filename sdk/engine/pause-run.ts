import { parseTimestamp } from "#core/contract/scalars.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import { isFinal } from "#core/rules/states.ts";
import { RunRefusedError, SuspendedRunError } from "../errors/flow-errors.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { patienceOf } from "./conclude-flow.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { Hold } from "./hold.ts";
import { longSleep } from "./long-sleep.ts";
import { persistently, proposeFlowState } from "./propose.ts";
import { stopRun } from "./stop-run.ts";

/**
 * Pauses or suspends a run from within, and waits until it goes on. A run that is suspended leaves its process once the tasks that go on
 * have ended, so that their results are kept: then this never returns, but throws.
 *
 * @returns the state the run went on from; undefined if this pause was passed before.
 * @throws RunRefusedError if the run may not pause, or was not resumed in time; SuspendedRunError.
 */
export async function pauseRun(
  run: FlowRunScope,
  state: StateCreate,
  onPaused: (state: State) => Promise<void>,
): Promise<State | undefined> {
  run.signal.throwIfAborted();
  if (run.hold !== undefined) await run.hold.pass();
  run.signal.throwIfAborted();
  const suspends = state.state_details?.pause_reschedule === true;
  const hold = beginHold(run);
  try {
    if (suspends) {
      await untilQuiet(run);
      await run.reporter.settle(patienceOf(run), run.hurry.signal);
    }
    const paused = await persistently(() => proposeFlowState(run, state), patienceOf(run), run.hurry.signal);
    if (paused.type !== "PAUSED") {
      if (paused.type === "CANCELLING") stopRun(run, "cancelling", "it is Cancelling");
      else if (paused.type !== "RUNNING") run.abort(new RunRefusedError(run.name, `it is ${paused.name}`));
      run.signal.throwIfAborted();
      return undefined;
    }
    run.onState?.();
    await onPaused(paused);
    writeLog(run, levels.INFO, suspends ? "Suspended; it goes on once it is resumed." : "Paused; it goes on once it is resumed.");
    if (suspends) leave(run);
    else await untilGoingOn(run);
    run.signal.throwIfAborted();
    return paused;
  } finally {
    hold.end();
  }
}

function beginHold(run: FlowRunScope): { end(): void } {
  const hold = new Hold();
  const { clock } = run.runtime;
  const since = clock.now();
  run.hold = hold;
  return {
    end() {
      run.hold = undefined;
      // time that was no part of its work
      run.pausedMs += clock.now() - since;
      hold.release();
    },
  };
}

/**
 * Holds a run that was paused or suspended from outside at its next task. Told by reports and by agents, any number of times; what the
 * run is in is read from the API.
 */
export function noticePause(run: FlowRunScope): void {
  if (run.hold !== undefined || run.ended || run.concluding || run.signal.aborted) return;
  const hold = beginHold(run);
  const watch = async () => {
    run.current = await readState(run);
    if (run.current.type === "PAUSED") {
      run.onState?.();
      writeLog(run, levels.INFO, `${run.current.name} from outside; no further task starts until it is resumed.`);
    }
    await untilGoingOn(run);
  };
  watch()
    // stopped meanwhile, which the run itself tells of; or the API refuses to say, which its reports will meet too
    .catch(() => {})
    .finally(() => hold.end());
}

/** Looks after a paused run until it goes on, ends, is to stop, or leaves its process. */
async function untilGoingOn(run: FlowRunScope): Promise<void> {
  const { clock } = run.runtime;
  const since = clock.now();
  while (!run.ended && !run.concluding) {
    const { current } = run;
    if (current.type === "RUNNING") {
      // it may be another process in which it runs: whoever has lost it is told so
      await run.reporter.ask(patienceOf(run), run.hurry.signal);
      return run.signal.aborted ? undefined : run.onState?.();
    }
    if (isFinal(current.type)) return run.abort(new RunRefusedError(run.name, current.message ?? `it is ${current.name}`));
    if (current.type === "CANCELLING") return stopRun(run, "cancelling", "it is Cancelling");
    if (current.type !== "PAUSED") return stopRun(run, "lost", `it is ${current.name}`);
    if (current.state_details.pause_reschedule === true) {
      await untilQuiet(run, true);
      return run.ended || run.concluding ? undefined : leave(run);
    }
    const left = parseTimestamp(current.state_details.pause_timeout) - clock.now();
    if (left < 0) await persistently(() => proposeFlowState(run, { type: "RUNNING" }), patienceOf(run), run.hurry.signal);
    else {
      await longSleep(clock, Math.min(pollMs(run, clock.now() - since), left + 1), run.signal);
      const read = await readState(run);
      // a run that reports its end has said what it is in
      if (!run.ended && !run.concluding) run.current = read;
    }
  }
}

/** Waits until no task or subflow of the run goes on; with `held`, until one waits to be started as well. */
async function untilQuiet(run: FlowRunScope, held = false): Promise<void> {
  const isQuiet = () =>
    run.children.size === 0 && [...run.running].every((task) => task.state.type !== "RUNNING") && (!held || run.hold?.waiting !== 0);
  while (!isQuiet() && !run.ended && !run.concluding) await longSleep(run.runtime.clock, QUIET_POLL_MS, run.signal);
}

function leave(run: FlowRunScope): void {
  run.abort(new SuspendedRunError(run.name));
}

function readState(run: FlowRunScope): Promise<State> {
  return persistently(
    async () => {
      const { state } = await run.runtime.client.readFlowRun({ params: { id: run.id } });
      return state ?? run.current;
    },
    patienceOf(run),
    run.hurry.signal,
  );
}

const QUIET_POLL_MS = 100;
const NEAR_POLL_MS = 1_000;
const FAR_POLL_MS = 10_000;
const FRESH_MS = 60_000;

/** A person who resumes soon does not wait, and a pause of hours costs a remote server little. */
function pollMs(run: FlowRunScope, pausedMs: number): number {
  return run.runtime.near === true || pausedMs < FRESH_MS ? NEAR_POLL_MS : FAR_POLL_MS;
}
