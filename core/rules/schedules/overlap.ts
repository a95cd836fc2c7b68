import type { Overlap } from "#core/contract/schedules.ts";

/** What happens to a run that is due. `cancel` starts it once the runs named are cancelled, `wait` once the run named has ended. */
export type OverlapDecision =
  | { readonly action: "start" }
  | { readonly action: "skip"; readonly reason: string }
  | { readonly action: "wait"; readonly behind: string }
  | { readonly action: "cancel"; readonly runs: readonly string[] };

/** Decides about a run that is due while `active` runs of the same schedule, in the order they were due, have not ended. */
export function decideOverlap(policy: Overlap, active: readonly { readonly id: string }[]): OverlapDecision {
  const last = active.at(-1);
  if (last === undefined || policy === "allow") return { action: "start" };
  if (policy === "skip") return { action: "skip", reason: `Skipped, since run ${last.id} of the same schedule has not ended.` };
  if (policy === "queue") return { action: "wait", behind: last.id };
  return { action: "cancel", runs: active.map((run) => run.id) };
}
