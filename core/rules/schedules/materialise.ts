import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Schedule } from "#core/contract/schedules.ts";
import { deriveId } from "../ids.ts";
import { DAY, HOUR } from "./calendar.ts";
import { scheduledTimes } from "./times.ts";

/** How far ahead runs are made: at least `leastRuns` and so many that `leastTime` is covered, never more than `mostRuns` or beyond `mostTime` (ms). */
export interface Window {
  readonly leastRuns: number;
  readonly leastTime: number;
  readonly mostRuns: number;
  readonly mostTime: number;
}

/** Prefect's window: 3 to 100 runs, an hour covered, 100 days at most. */
export const DEFAULT_WINDOW: Window = { leastRuns: 3, leastTime: HOUR, mostRuns: 100, mostTime: 100 * DAY };

/** A run of a schedule before it is made. The same schedule and time give the same id, whoever asks. */
export interface RunToMake {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** The runs a schedule should have ahead of it at `now` (inclusive), in time order. */
export function runsToMaterialise(
  owner: { deploymentId: string; scheduleId: string; schedule: Schedule },
  now: number,
  window: Window = DEFAULT_WINDOW,
): RunToMake[] {
  const times = scheduledTimes(owner.schedule, { after: Math.ceil(now) - 1, until: now + window.mostTime, limit: window.mostRuns });
  const covered = times.findIndex((time) => time >= now + window.leastTime);
  const enough = covered < 0 ? times.length : Math.max(covered + 1, window.leastRuns);
  return times.slice(0, enough).map((time) => ({ id: scheduledRunId(owner.deploymentId, owner.scheduleId, time), time }));
}

/** The id of the run that a schedule of a deployment makes for a time in milliseconds. */
export function scheduledRunId(deploymentId: string, scheduleId: string, time: number): string {
  return deriveId("scheduled", deploymentId, scheduleId, formatTimestamp(time));
}
