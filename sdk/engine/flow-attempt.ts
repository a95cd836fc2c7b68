import { inScope } from "../context/scope.ts";
import { FlowTimeoutError } from "../errors/flow-errors.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { untilRanFor } from "./flow-time.ts";
import { longSleep } from "./long-sleep.ts";

/** What the function of a flow came to. */
export type Came = { readonly value: unknown } | { readonly error: unknown };

/** Calls the flow's function once, and waits for every task and subflow it started. */
export async function attemptFlow(run: FlowRunScope, self: unknown): Promise<Came> {
  const timer = new AbortController();
  const { timeoutSeconds: seconds } = run.flow.options;
  if (seconds !== undefined) {
    untilRanFor(run, seconds * 1000, timer.signal).then(
      () => run.abort(new FlowTimeoutError(run.name, seconds)),
      () => {},
    );
  }
  try {
    const body = inScope(run, () => callBody(run, self));
    const came = await orAborted(run, body);
    if ("value" in came) warnOfForgotten(run);
    await orAborted(run, untilAllEnded(run));
    return run.signal.aborted ? { error: run.signal.reason } : came;
  } finally {
    timer.abort();
  }
}

async function callBody(run: FlowRunScope, self: unknown): Promise<Came> {
  try {
    return { value: await (run.flow.fn as (...args: unknown[]) => unknown).apply(self, run.args as unknown[]) };
  } catch (error) {
    return { error };
  }
}

/** The work, or, once the run is to stop, what it comes to within a moment. */
async function orAborted<T>(run: FlowRunScope, work: Promise<T>): Promise<T | { readonly error: unknown }> {
  const { signal } = run;
  const waiting = new AbortController();
  const aborted = new Promise<{ error: unknown }>((resolve) => {
    const stop = () => {
      longSleep(run.runtime.clock, STOP_GRACE_MS, waiting.signal).then(
        () => resolve({ error: signal.reason }),
        () => {},
      );
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true, signal: waiting.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    waiting.abort();
  }
}

/** How long a function may go on after it was told to stop, to clean up. */
const STOP_GRACE_MS = 1_000;

function warnOfForgotten(run: FlowRunScope): void {
  const forgotten = [...run.ledger.unfinished].filter((future) => !future.observed);
  if (forgotten.length === 0) return;
  const names = forgotten.slice(0, 5).map((future) => `'${future.name}'`);
  const more = forgotten.length > names.length ? ` and ${forgotten.length - names.length} more` : "";
  writeLog(
    run,
    levels.WARNING,
    `The flow returned before ${names.join(", ")}${more} ended; waiting for them. Write \`await\` in front of the calls, or return their futures.`,
  );
}

async function untilAllEnded(run: FlowRunScope): Promise<{ readonly error: unknown } | undefined> {
  if (run.ledger.unfinished.size === 0) return undefined;
  await new Promise<void>((resolve) => {
    run.onEnded = () => {
      if (run.ledger.unfinished.size === 0) resolve();
    };
  });
  run.onEnded = undefined;
  return undefined;
}
