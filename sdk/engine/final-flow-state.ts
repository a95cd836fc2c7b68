import type { State, StateCreate } from "#core/contract/states.ts";
import { finalStateOf, judge, type Outcome } from "#core/rules/final-state.ts";
import { FlowRunFailedError } from "../errors/flow-errors.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { keepResult, noteNotKept } from "../results/keep.ts";
import { type EngineFuture, isFuture } from "../task/future.ts";
import { errorData, errorSummary } from "./error-data.ts";
import type { Came } from "./flow-attempt.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";
import { findFutures, replaceFutures } from "./resolve.ts";

/** The state a flow run is to end in, and what its caller gets. */
export interface Final {
  readonly state: StateCreate;
  readonly came: Came;
}

/** Judges what the function of a flow came to, the futures it returned, and the failures nobody looked at. */
export async function finalStateFor(run: FlowRunScope, came: Came): Promise<Final> {
  if ("error" in came) return { state: stateOfError(run, came.error), came };
  const futures = findFutures(came.value).map(({ future }) => future);
  const judged = await judgeReturned(run, came.value, futures);
  if (judged.type !== "COMPLETED") {
    const culprit = [...futures, ...run.ledger.unheeded].find((future) => future.error !== undefined);
    const cause = culprit?.error ?? undefined;
    return {
      state: { ...judged, data: errorData(cause ?? new Error(judged.message ?? "not completed")) },
      came: { error: new FlowRunFailedError(run.name, judged.name ?? judged.type, judged.message ?? null, cause) },
    };
  }
  const values = new Map<unknown, unknown>();
  for (const future of futures) values.set(future, await future.outcome.catch((error: unknown) => error));
  const value = isState(came.value) ? came.value : replaceFutures(came.value, ({ future }) => values.get(future));
  if (!run.persistResult) return { state: judged, came: { value } };
  try {
    const data = await keepResult(value, { blobs: run.runtime.blobs, name: run.id, of: `flow run "${run.name}"`, input: run.input });
    return { state: { ...judged, data }, came: { value } };
  } catch (error) {
    if (!run.persistLeniently) return { state: stateOfError(run, error), came: { error } };
    noteNotKept(run, error);
    return { state: judged, came: { value } };
  }
}

async function judgeReturned(run: FlowRunScope, value: unknown, futures: readonly EngineFuture<unknown>[]): Promise<StateCreate> {
  for (const future of futures) {
    future.observed = true;
    await future.outcome.catch(() => {});
  }
  const onlyFutures = Array.isArray(value) && value.length > 0 && value.every(isFuture);
  const final = finalStateOf(onlyFutures ? futures.map((future) => future.state) : value, { isState, children: run.ledger.outcomes });
  const state: StateCreate = final.kind === "given" ? given(final.state) : final.state;
  if (state.type !== "COMPLETED") return state;
  // a value does not make up for failures that nobody looked at
  const lost = [...futures.filter((future) => future.error !== undefined), ...run.ledger.unheeded];
  return lost.length === 0
    ? state
    : judge([...run.ledger.outcomes, ...futures.filter((future) => future.error !== undefined).map((future) => future.state)]);
}

function stateOfError(run: FlowRunScope, error: unknown): StateCreate {
  const message = error instanceof Error ? error.message : String(error);
  if (run.signal.aborted) {
    if (isMillraceError(error, "flow-timeout")) return { type: "FAILED", name: "TimedOut", message, data: errorData(error) };
    if (isMillraceError(error, "crashed-run")) return { type: "CRASHED", message, data: errorData((error as Error).cause ?? error) };
    return { type: "CANCELLED", message };
  }
  return { type: "FAILED", message: `Flow run encountered an exception: ${errorSummary(error)}`, data: errorData(error) };
}

function given(state: Outcome): StateCreate {
  return { type: state.type, name: state.name, message: state.message ?? undefined, data: state.data };
}

function isState(value: unknown): value is State {
  const state = value as Partial<State> | null;
  return (
    typeof state === "object" &&
    state !== null &&
    typeof state.type === "string" &&
    typeof state.name === "string" &&
    "state_details" in state &&
    "timestamp" in state
  );
}
