import type { FlowRunRecord } from "#core/contract/documents.ts";
import type { OrchestrationResult, State, StateCreate } from "#core/contract/states.ts";

/**
 * What the policy says to a proposed state. Any `patch` is applied to the record before the state is entered.
 *
 * ACCEPT: store `state` (the proposed one, perhaps renamed or completed).
 * REJECT with a state: store that one instead; with null: store nothing, answer the current one.
 * WAIT: store nothing, propose the same again after `delaySeconds` (exact; on the wire whole seconds, see {@link answerOf}).
 * ABORT: store nothing, stop.
 */
export type Decision<Record extends object = FlowRunRecord> =
  | { readonly status: "ACCEPT"; readonly state: StateCreate; readonly patch?: Partial<Record> }
  | { readonly status: "REJECT"; readonly state: StateCreate | null; readonly reason: string; readonly patch?: Partial<Record> }
  | { readonly status: "WAIT"; readonly delaySeconds: number; readonly reason: string }
  | { readonly status: "ABORT"; readonly reason: string };

/**
 * The answer of `set_state` to a decision; `state` is what the run is in now that the decision was carried out.
 * The type of `details` always fits the status, and a wait is in whole seconds, rounded up: Prefect's client fails on anything else.
 */
export function answerOf<Record extends object>(decision: Decision<Record>, state: State | null): OrchestrationResult {
  switch (decision.status) {
    case "ACCEPT":
      return { status: "ACCEPT", state, details: { type: "accept_details" } };
    case "REJECT":
      return { status: "REJECT", state, details: { type: "reject_details", reason: decision.reason } };
    case "WAIT":
      return {
        status: "WAIT",
        state: null,
        details: { type: "wait_details", delay_seconds: Math.ceil(decision.delaySeconds), reason: decision.reason },
      };
    case "ABORT":
      return { status: "ABORT", state: null, details: { type: "abort_details", reason: decision.reason } };
  }
}
