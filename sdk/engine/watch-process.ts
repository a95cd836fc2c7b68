import { constants } from "node:os";
import { CancelledRunError, CrashedRunError } from "../errors/flow-errors.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { errorData, errorText } from "./error-data.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";

const watched = new Set<FlowRunScope>();
/** Set once the process is to end; what it is to end with. */
let ending: { readonly finish: () => void } | undefined;

/**
 * Watches over the process while a run goes on in it, so that the run ends truthfully when the process does: Cancelled for Ctrl-C (SIGINT),
 * Crashed for SIGTERM, for an exception nobody caught, for `process.exit()`, and for a function that waits for something that never comes.
 *
 * @returns stops watching.
 */
export function watchProcess(run: FlowRunScope): () => void {
  if (watched.size === 0) {
    for (const [event, listener] of Object.entries(listeners)) process.on(event, listener);
  }
  watched.add(run);
  return () => {
    watched.delete(run);
    if (watched.size > 0) return;
    for (const [event, listener] of Object.entries(listeners)) process.off(event, listener);
    ending?.finish();
  };
}

const listeners: Readonly<Record<string, (given: unknown) => void>> = {
  SIGINT: () => onSignal("SIGINT"),
  SIGTERM: () => onSignal("SIGTERM"),
  uncaughtException: onException,
  beforeExit: onIdle,
  exit: (code) => onExit(Number(code)),
};

function onSignal(signal: "SIGINT" | "SIGTERM"): void {
  const others = process.listenerCount(signal) > 1;
  // the second Ctrl-C means it
  if (ending !== undefined && !others) process.exit(128 + constants.signals[signal]);
  const end = () => {
    if (others) return;
    // a process that dies of a signal has no other last moment; runs are still watched if their time ran out
    onExit(128 + constants.signals[signal]);
    process.off(signal, listeners[signal] as () => void);
    // dies of the signal, so that whoever started the process sees why
    process.kill(process.pid, signal);
  };
  stopAll(
    (run) =>
      signal === "SIGINT"
        ? new CancelledRunError(run.name, "the process was interrupted (SIGINT)")
        : new CrashedRunError(run.name, "the process was told to end (SIGTERM)"),
    end,
  );
}

function onException(error: unknown): void {
  const alone = process.listenerCount("uncaughtException") === 1;
  if (!alone) return;
  process.exitCode = 1;
  process.stderr.write(`Uncaught ${errorText(error)}\n`);
  stopAll(
    (run) => new CrashedRunError(run.name, `the process met an exception that nobody caught: ${errorData(error).message}`, error),
    () => process.exit(1),
  );
}

/** Nothing is left that could wake the function of the flow: without us the process would just end, and the run stay Running. */
function onIdle(): void {
  if (ending !== undefined) return;
  process.exitCode = 13;
  const why = "its function waits for something that can never come, as nothing was left to do in the process";
  for (const run of watched) process.stderr.write(`Flow run '${run.name}' hangs: ${why}. Look for a promise that is never resolved.\n`);
  stopAll(
    (run) => new CrashedRunError(run.name, why),
    () => process.exit(13),
  );
}

function stopAll(reason: (run: FlowRunScope) => Error, finish: () => void): void {
  ending ??= { finish };
  // a process that was told to end does so, whatever its runs are waiting for
  setTimeout(finish, LONGEST_END_MS).unref();
  for (const run of watched) run.abort(reason(run));
}

const LONGEST_END_MS = 10_000;

/** The last moment: nothing asynchronous happens any more, but the spool can be written. */
function onExit(code: number): void {
  for (const run of watched) {
    const reason: unknown = run.signal.reason;
    const cancelled = isMillraceError(reason, "cancelled-run");
    const message = reason instanceof Error ? reason.message : `The process ended with code ${code} while the run was going on.`;
    const state = { type: cancelled ? ("CANCELLED" as const) : ("CRASHED" as const), message };
    try {
      run.runtime.spool?.write({ flow_run_id: run.id, epoch: run.epoch, batches: [...run.reporter.undelivered], final: state });
    } catch {
      // a full disk must not hide why the process ends
    }
  }
}
