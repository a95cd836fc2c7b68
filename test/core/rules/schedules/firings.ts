import { type Schedule, ScheduleInput } from "#core/contract/schedules.ts";
import { scheduledTimes } from "#core/rules/schedules/times.ts";

export const cron = (text: string, timezone = "UTC", day_or = true): Schedule => ({ cron: text, timezone, day_or });
export const rrule = (text: string, timezone = "UTC"): Schedule => ({ rrule: text, timezone });
export const interval = (seconds: number, timezone = "UTC", anchor_date?: string): Schedule =>
  ScheduleInput.parse({ interval: seconds, timezone, anchor_date });

/** The next firings after an instant as `2026-03-08T09:00Z`, seconds only where there are any. */
export function firings(schedule: Schedule, after: string, limit: number): string[] {
  return scheduledTimes(schedule, { after: Date.parse(after), limit }).map(short);
}

export function short(time: number): string {
  return new Date(time).toISOString().replace(/(:00)?\.000Z$/, "Z");
}
