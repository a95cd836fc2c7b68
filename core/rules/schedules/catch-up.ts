import type { CatchUp } from "#core/contract/schedules.ts";

/**
 * Which of the times that passed unserved (while the system or the schedule's machines were away) still get a run, in time order.
 * `now` and the times are milliseconds; times later than `now` are not missed and are left out.
 */
export function timesToCatchUp(policy: CatchUp, missed: readonly number[], now: number): number[] {
  const past = [...new Set(missed)].filter((time) => time <= now).sort((a, b) => a - b);
  if (policy === "all") return past;
  if (policy === "latest") return past.slice(-1);
  if (policy === "none") return [];
  return past.filter((time) => time >= now - policy.within * 1000);
}
