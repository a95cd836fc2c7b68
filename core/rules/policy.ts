import { type State, type StateCreate, StateType } from "#core/contract/states.ts";
import type { Decision } from "./decision.ts";

/** A run as far as every rule needs it. */
export interface RunLike {
  readonly states: readonly State[];
}

/** One proposed transition while the rules look at it. `state` and `patch` hold what earlier rules amended. */
export interface Transition<Record extends RunLike, Context> {
  readonly record: Record;
  readonly current: State | null;
  readonly context: Context;
  state: StateCreate;
  patch: Partial<Record> | undefined;
}

/** What a rule may say instead of nothing: the final word on the transition. */
export type Verdict<Record extends object> = Exclude<Decision<Record>, { status: "ACCEPT" }>;

/**
 * One rule: it is asked only for its transitions, in the order of the table, until one gives a verdict.
 * A rule that merely amends the proposed state (a name, a detail) does so on the transition and returns nothing.
 */
export interface Rule<Record extends RunLike, Context> {
  readonly name: string;
  /** Current types the rule applies to; null means a run without a state yet. */
  readonly from: readonly (StateType | null)[];
  readonly to: readonly StateType[];
  /** Also applies when the proposer asks with force. */
  readonly evenForced?: true;
  readonly apply: (transition: Transition<Record, Context>) => Verdict<Record> | undefined;
}

/** All nine state types. */
export const ANY: readonly StateType[] = StateType.options;
/** All nine state types, and no state yet. */
export const ANY_OR_NONE: readonly (StateType | null)[] = [null, ...ANY];
/** The four types a run ends in. */
export const FINAL: readonly StateType[] = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"];
/** The five types a run can still leave by itself. */
export const NOT_FINAL: readonly StateType[] = ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING"];

/** All types but these. */
export function except(...types: StateType[]): readonly StateType[] {
  return ANY.filter((type) => !types.includes(type));
}

/** A policy over a table of rules: the rules of each pair of types are looked up once, here, not at each decision. */
export function policyOf<Record extends RunLike, Context extends { readonly force: boolean }>(
  rules: readonly Rule<Record, Context>[],
): (record: Record, proposed: StateCreate, context: Context) => Decision<Record> {
  const table = new Map<string, readonly Rule<Record, Context>[]>();
  for (const from of ANY_OR_NONE)
    for (const to of ANY)
      table.set(
        `${from}>${to}`,
        rules.filter((rule) => rule.from.includes(from) && rule.to.includes(to)),
      );

  return (record, proposed, context) => {
    const current = record.states.length === 0 ? null : record.states[record.states.length - 1]!;
    const transition: Transition<Record, Context> = { record, current, context, state: proposed, patch: undefined };
    for (const rule of table.get(`${current === null ? null : current.type}>${proposed.type}`) ?? []) {
      if (context.force && rule.evenForced !== true) continue;
      const verdict = rule.apply(transition);
      if (verdict !== undefined) return withPatch(verdict, transition.patch);
    }
    return transition.patch === undefined
      ? { status: "ACCEPT", state: transition.state }
      : { status: "ACCEPT", state: transition.state, patch: transition.patch };
  };
}

// What earlier rules changed on the record holds for a state stored in the proposal's stead, too.
function withPatch<Record extends object>(verdict: Verdict<Record>, patch: Partial<Record> | undefined): Verdict<Record> {
  return patch === undefined || verdict.status !== "REJECT" || verdict.state === null
    ? verdict
    : { ...verdict, patch: { ...patch, ...verdict.patch } };
}

/** Refuse, store nothing, answer the state the run is in. */
export function keepCurrent(reason: string): Verdict<never> {
  return { status: "REJECT", state: null, reason };
}

/** Refuse, store nothing, tell the proposer to stop. */
export function abort(reason: string): Verdict<never> {
  return { status: "ABORT", reason };
}
