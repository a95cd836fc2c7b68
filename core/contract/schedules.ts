import * as z from "zod";
import { instantAt } from "../rules/schedules/dates.ts";
import { formatTimestamp, optional, orDefault, Timestamp, TimestampInput } from "./scalars.ts";

/** The longest recurrence rule taken, as Prefect. */
export const MAX_RRULE_LENGTH = 6500;

/** The name of a time zone that this system's zone data knows, such as `Europe/Kyiv`; fixed offsets such as `+02:00` are no names. */
export const TimeZone = z
  .string()
  .min(1)
  .max(64)
  .refine(isTimeZone, "no such time zone: use a name such as Europe/Kyiv or UTC")
  .meta({ id: "TimeZone" });

const Interval = z.number().min(0.001, "an interval is at least 0.001 seconds").max(1e10);
const CronText = z.string().min(1).max(1000);
const RRuleText = z.string().min(1).max(MAX_RRULE_LENGTH);

/** Every `interval` seconds, counted from `anchor_date` (read to the millisecond). From 24 hours up the wall clock of `timezone` is kept. */
export const IntervalSchedule = z
  .object({ interval: Interval, anchor_date: Timestamp, timezone: TimeZone })
  .meta({ id: "IntervalSchedule" });
export type IntervalSchedule = z.output<typeof IntervalSchedule>;

/** Five fields of cron on the wall clock of `timezone`. With `day_or`, a day needs to match one of the two day fields, else both. */
export const CronSchedule = z.object({ cron: CronText, timezone: TimeZone, day_or: z.boolean() }).meta({ id: "CronSchedule" });
export type CronSchedule = z.output<typeof CronSchedule>;

/** An RFC 5545 recurrence on the wall clock of `timezone`. */
export const RRuleSchedule = z.object({ rrule: RRuleText, timezone: TimeZone }).meta({ id: "RRuleSchedule" });
export type RRuleSchedule = z.output<typeof RRuleSchedule>;

/** When runs are due, told apart by shape. */
export const Schedule = z.union([IntervalSchedule, CronSchedule, RRuleSchedule]).meta({ id: "Schedule" });
export type Schedule = z.output<typeof Schedule>;

/**
 * A schedule as clients send it: one of the three shapes and no other key. Null or absent: time zone UTC, `day_or` true, anchor midnight
 * of 1 January 2020 in the time zone. Whether the cron or rrule text means anything is for `checkSchedule` of the rules to say.
 */
export const ScheduleInput = z
  .union([
    z
      .strictObject({ interval: Interval, anchor_date: optional(TimestampInput), timezone: orDefault(TimeZone, "UTC") })
      .transform(({ interval, anchor_date, timezone }) => ({ interval, anchor_date: anchor_date ?? defaultAnchor(timezone), timezone })),
    z.strictObject({ cron: CronText, timezone: orDefault(TimeZone, "UTC"), day_or: orDefault(z.boolean(), true) }),
    z.strictObject({ rrule: RRuleText, timezone: orDefault(TimeZone, "UTC") }),
  ])
  .meta({ id: "ScheduleInput" });

/** What to do about times that passed while nothing could run them: run all of them, the latest, none, or those of the last seconds. */
export const CatchUp = z
  .union([z.enum(["all", "latest", "none"]), z.strictObject({ within: z.number().positive().max(1e9) })])
  .meta({ id: "CatchUp" });
export type CatchUp = z.output<typeof CatchUp>;

/** What to do when a run is due while an earlier one of the same schedule still goes on. */
export const Overlap = z.enum(["allow", "skip", "queue", "cancel-running"]).meta({ id: "Overlap" });
export type Overlap = z.output<typeof Overlap>;

function defaultAnchor(timezone: string): string {
  return formatTimestamp(instantAt(timezone, Date.UTC(2020, 0, 1)));
}

function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
