import { parseTimestamp } from "#core/contract/scalars.ts";
import { timesToCatchUp } from "#core/rules/schedules/catch-up.ts";
import { scheduledTimes } from "#core/rules/schedules/times.ts";
import type { DeploymentRecord } from "../documents/deployment.ts";
import type { StoredFlowRun } from "../documents/flow-run.ts";

/** A run that starts within so many milliseconds of its time has not missed it. */
const IN_TIME_MS = 60_000;

/** Why a run that a schedule made is not to run any more, by the schedule's catch-up policy; undefined if it is. */
export function missedItsTime(run: StoredFlowRun, deployment: DeploymentRecord, now: number): string | undefined {
  if (!run.auto_scheduled || run.run_count > 0 || run.crash_count > 0 || run.expected_start_time === null) return undefined;
  const schedule = deployment.schedules.find(({ id }) => id === run.schedule_id);
  if (schedule === undefined || schedule.catch_up === "all") return undefined;
  const time = parseTimestamp(run.expected_start_time);
  if (now - time <= IN_TIME_MS) return undefined;
  // one later time that passed as well is enough to know that this is not the latest
  const later = scheduledTimes(schedule.schedule, { after: time, until: now, limit: 1 });
  if (timesToCatchUp(schedule.catch_up, [time, ...later], now).includes(time)) return undefined;
  const policy = typeof schedule.catch_up === "string" ? `"${schedule.catch_up}"` : `within ${schedule.catch_up.within} s`;
  return `Skipped: it was not started in time, and the schedule catches up ${policy}.`;
}
