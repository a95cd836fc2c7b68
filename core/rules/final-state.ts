import type { State, StateCreate, StateType } from "#core/contract/states.ts";
import { isFinal } from "./states.ts";

/** As much of a state as its outcome needs. */
export type Outcome = Pick<State, "type"> & Partial<Pick<State, "name" | "message" | "data" | "state_details">>;

/** What a flow or task ends in by what its function returned. */
export type FinalState =
  /** A state made by hand and returned: used as it is. */
  | { readonly kind: "given"; readonly state: Outcome }
  /** Judged by the states of other runs; `from` are those. */
  | { readonly kind: "judged"; readonly state: StateCreate; readonly from: readonly Outcome[] }
  /** COMPLETED, with the returned value as the result. */
  | { readonly kind: "value"; readonly state: StateCreate; readonly value: unknown };

/** How the caller tells states from other values, and what ran. */
export interface Returned {
  /** True for a state (or a future's state: futures are to be resolved to their states before). */
  readonly isState: (value: unknown) => value is Outcome;
  /**
   * States of the task runs and subflows whose outcome the body did not take into its own hands, in the order they were made.
   * A failure that was awaited (and so thrown) or allowed is the body's to judge, and is not given here.
   */
  readonly children: readonly Outcome[];
}

/**
 * The final state from a return value, as in Prefect 2:
 * 1. one state made by hand (it belongs to no run) is the final state, even if it is not COMPLETED;
 * 2. one state of a run, or a non-empty list or set of nothing but states: judged by them ({@link judge});
 * 3. nothing (undefined): judged by `children`; COMPLETED if there are none;
 * 4. anything else, mixed lists and null included: COMPLETED with the value.
 *
 * Differences: Prefect 2 judges None by every task run, also those whose failure the flow caught; Prefect 3 judges by none, and so loses
 * the failure of a task nobody waited for. Ours judges by those nobody looked at. A list with a non-final state is FAILED, as in Prefect 2,
 * and a cancelled one makes it CANCELLED unless one failed.
 */
export function finalStateOf(value: unknown, { isState, children }: Returned): FinalState {
  if (isState(value)) return isMadeByHand(value) ? { kind: "given", state: value } : judged([value]);
  if (value === undefined && children.length > 0) return judged(children);
  const items = Array.isArray(value) ? value : value instanceof Set ? [...value] : [];
  if (items.length > 0 && items.every(isState)) return judged(items);
  return { kind: "value", state: { type: "COMPLETED" }, value };
}

/** The worst of some states: COMPLETED only if all are; else FAILED, CANCELLED or FAILED for not being final, with a count in the message. */
export function judge(states: readonly Outcome[]): StateCreate {
  const count = (...types: StateType[]) => states.filter((state) => types.includes(state.type)).length;
  const failed = count("FAILED", "CRASHED");
  if (failed > 0) return { type: "FAILED", message: `${failed}/${states.length} states failed.` };
  const cancelled = count("CANCELLED");
  if (cancelled > 0) return { type: "CANCELLED", message: `${cancelled}/${states.length} states cancelled.` };
  const open = states.filter((state) => !isFinal(state.type)).length;
  if (open > 0) return { type: "FAILED", message: `${open}/${states.length} states are not final.` };
  return { type: "COMPLETED", message: "All states completed." };
}

function judged(from: readonly Outcome[]): FinalState {
  return { kind: "judged", state: judge(from), from };
}

function isMadeByHand(state: Outcome): boolean {
  return !state.state_details?.flow_run_id && !state.state_details?.task_run_id;
}
