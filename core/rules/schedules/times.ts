import type { Schedule } from "#core/contract/schedules.ts";
import { DAY, LAST_DAY } from "./calendar.ts";
import { cronTimes } from "./cron.ts";
import { intervalTimes } from "./interval.ts";
import { rruleTimes } from "./rrule.ts";
import { ScheduleError } from "./schedule-error.ts";

/**
 * The times a schedule fires, in milliseconds, strictly increasing: later than `after`, not later than `until`, at most `limit` of them.
 * Ranges join: the times of (a, b] and of (b, c] together are those of (a, c]. Throws {@link ScheduleError} for a text that means nothing.
 */
export function scheduledTimes(schedule: Schedule, range: { after: number; until?: number; limit: number }): number[] {
  const times: number[] = [];
  if (range.limit <= 0) return times;
  const last = Math.min(range.until ?? Number.POSITIVE_INFINITY, LAST_TIME);
  if (range.after >= last) return times;
  for (const time of timesAfter(schedule, Math.floor(range.after))) {
    if (time > last) break;
    times.push(time);
    if (times.length >= range.limit) break;
  }
  return times;
}

/** Refuses a schedule that cannot be followed or that never fires at all, with a {@link ScheduleError} that says why. */
export function checkSchedule(schedule: Schedule): void {
  if (scheduledTimes(schedule, { after: FIRST_TIME, limit: 1 }).length > 0) return;
  throw new ScheduleError("never-fires", {
    what: "This schedule never fires.",
    got: "cron" in schedule ? schedule.cron : "rrule" in schedule ? schedule.rrule : schedule.interval,
    expected: "at least one date that exists",
    do: "Look at its days and months: 30 February, for one, never comes.",
  });
}

// 1973: since then the rule of quarter hours holds (dates.ts)
const FIRST_TIME = Date.UTC(1973, 0, 1);
const LAST_TIME = (LAST_DAY + 1) * DAY - 1;

function timesAfter(schedule: Schedule, after: number): Iterable<number> {
  if ("interval" in schedule) return intervalTimes(schedule, after);
  if ("cron" in schedule) return cronTimes(schedule, after);
  return rruleTimes(schedule, after);
}
