import { ApiError } from "#core/contract/client.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import { RunRefusedError } from "../errors/flow-errors.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";

/**
 * Proposes a state of a flow run to the API and answers the state the run is in then: the proposed one, or the one the API put in its place
 * (AwaitingRetry, Paused, Cancelled, …). While the API says WAIT, waits and proposes again.
 *
 * @throws RunRefusedError when the API says ABORT or knows no such run; ApiUnreachableError.
 */
export async function proposeFlowState(run: FlowRunScope, state: StateCreate, options: { readonly force?: boolean } = {}): Promise<State> {
  const { client, clock, ids } = run.runtime;
  const params = { id: run.id };
  // the same id in every repetition, so that a proposal whose answer was lost is not stored twice
  const body = {
    state: { ...state, state_details: { ...state.state_details, transition_id: ids.uuid() } },
    epoch: run.epoch,
    force: options.force ?? false,
  };
  for (;;) {
    const { status, state: answered, details } = await client.setFlowRunState({ params, body }).catch(refused(run));
    if (status === "ABORT") throw new RunRefusedError(run.name, ("reason" in details ? details.reason : null) ?? "no reason was given");
    if (details.type !== "wait_details") {
      const current = answered ?? (await client.readFlowRun({ params })).state;
      if (current === null) throw new RunRefusedError(run.name, "it has no state");
      run.current = current;
      return current;
    }
    await clock.sleep(details.delay_seconds * 1000, run.signal);
  }
}

/** How long a run waits for an API that is away before it gives up what it asked for. */
export const GRACE_MS = 120_000;

/** Tells the API that a claimed run crashed; whether it is tried again is decided there. */
export async function reportCrash(run: FlowRunScope, message: string): Promise<void> {
  const body = { epoch: run.epoch, message: message.slice(0, 8000), retriable: true };
  await run.runtime.client.crashFlowRun({ params: { id: run.id }, body }).catch(refused(run));
}

/** Tries again while the API is away, for so many milliseconds, or until there is no more time. */
export async function persistently<T>(action: () => Promise<T>, graceMs: number, hurry?: AbortSignal): Promise<T> {
  const until = Date.now() + graceMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      return await action();
    } catch (error) {
      const away =
        isMillraceError(error, "api-unreachable") || (error instanceof ApiError && (error.status >= 500 || error.status === 429));
      if (!away || Date.now() + pauseMs > until || hurry?.aborted === true) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function refused(run: FlowRunScope): (error: unknown) => never {
  return (error) => {
    if (error instanceof ApiError && error.status < 500 && error.status !== 429 && error.status !== 401 && error.status !== 403) {
      throw new RunRefusedError(run.name, error.problem?.what ?? error.message);
    }
    throw error;
  };
}
