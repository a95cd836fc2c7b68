import { formatTimestamp, toTimestamp } from "#core/contract/scalars.ts";
import { type Schedule, ScheduleInput } from "#core/contract/schedules.ts";
import { instantAt, wallAt } from "#core/rules/schedules/dates.ts";
import { checkSchedule } from "#core/rules/schedules/times.ts";
import { InvalidOptionsError } from "../errors/flow-errors.ts";
import { checkScheduleOptions, refuseOption } from "./check-options.ts";
import type { DeploymentScheduleDefinition, ScheduleOptions } from "./options.ts";

/** How far apart the runs are: the units given are added up. Months stand alone. */
export interface IntervalOptions extends ScheduleOptions {
  readonly seconds?: number;
  readonly minutes?: number;
  readonly hours?: number;
  readonly days?: number;
  readonly weeks?: number;
  /** Whole months, on the anchor's day, or on the month's last where it has no such day. */
  readonly months?: number;
  /** A time that runs are counted from, past or future: ISO 8601 or a Date. Default: midnight of 1 January 2020. */
  readonly anchor?: string | Date;
}

/**
 * Runs a fixed time apart: `intervalSchedule({ minutes: 5 })`. From one day up the wall clock of `timezone` is kept, so that 9:00 stays
 * 9:00 when clocks change.
 *
 * @throws InvalidOptionsError
 */
export function intervalSchedule(options: IntervalOptions): DeploymentScheduleDefinition {
  const of = "intervalSchedule";
  checkScheduleOptions(of, options);
  const { months, anchor, timezone = "UTC" } = options;
  const given = UNITS.filter(([unit]) => options[unit] !== undefined);
  for (const [unit] of given)
    if (!(Number.isFinite(options[unit]) && (options[unit] as number) >= 0)) throw refuseOption(of, unit, options[unit], "a number from 0");
  const at = anchor === undefined ? undefined : anchorAt(of, anchor, timezone);
  if (months !== undefined) {
    if (given.length > 0) throw refuseOption(of, "months", { months, [given[0]![0]]: options[given[0]![0]] }, "months alone");
    if (!Number.isInteger(months) || months < 1 || months > 1200) throw refuseOption(of, "months", months, "a whole number from 1 to 1200");
    return defined(of, "months", monthly(months, at, timezone), options);
  }
  if (given.length === 0) throw refuseOption(of, "seconds", undefined, "one of seconds, minutes, hours, days, weeks or months");
  const interval = given.reduce((sum, [unit, seconds]) => sum + (options[unit] as number) * seconds, 0);
  const [first] = given[0]!;
  return defined(of, first, { interval, timezone, ...(at !== undefined && { anchor_date: formatTimestamp(at) }) }, options);
}

/**
 * Runs at the times of a cron expression of five fields: `cronSchedule("0 9 * * MON-FRI", { timezone: "Europe/Kyiv" })`.
 *
 * @param options.dayOr with conditions on both day fields: true (default) takes a day that meets one of them, false only days that meet both.
 * @throws InvalidOptionsError
 */
export function cronSchedule(cron: string, options: ScheduleOptions & { readonly dayOr?: boolean } = {}): DeploymentScheduleDefinition {
  checkScheduleOptions("cronSchedule", options);
  const { timezone = "UTC", dayOr = true, ...rest } = options;
  return defined("cronSchedule", "cron", { cron, timezone, day_or: dayOr }, rest);
}

/**
 * Runs at the times of an RFC 5545 recurrence: `rruleSchedule("FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=17;BYMINUTE=0")`, DTSTART, RDATE and EXDATE
 * lines included if need be.
 *
 * @throws InvalidOptionsError
 */
export function rruleSchedule(rrule: string, options: ScheduleOptions = {}): DeploymentScheduleDefinition {
  checkScheduleOptions("rruleSchedule", options);
  return defined("rruleSchedule", "rrule", { rrule, timezone: options.timezone ?? "UTC" }, options);
}

const UNITS = [
  ["seconds", 1],
  ["minutes", 60],
  ["hours", 3600],
  ["days", 86_400],
  ["weeks", 604_800],
] as const;

/** An instant; text without an offset is on the wall clock of the zone. */
function anchorAt(of: string, anchor: string | Date, timezone: string): number {
  const text = anchor instanceof Date ? (Number.isNaN(anchor.getTime()) ? "" : anchor.toISOString()) : String(anchor);
  const stamp = toTimestamp(text);
  if (stamp === undefined) throw refuseOption(of, "anchor", text, "ISO 8601 such as 2026-11-23T09:00 or 2026-11-23T09:00:00Z");
  const ms = Math.floor(Date.parse(stamp));
  return /(?:[zZ]|[T ][^+-]*[+-]\d\d(?::?\d\d)?)\s*$/.test(text.trim()) ? ms : instantAt(timezone, ms);
}

function monthly(months: number, anchor: number | undefined, timezone: string): Schedule {
  const start = new Date(anchor === undefined ? Date.UTC(2020, 0, 1) : wallAt(timezone, anchor));
  const day = start.getUTCDate();
  const days = Array.from({ length: Math.max(0, day - 27) }, (_, index) => 28 + index);
  // a day that some months lack: the last of 28, 29, … that the month has
  const last = day > 28 ? `;BYMONTHDAY=${days.join(",")};BYSETPOS=-1` : "";
  const dtstart = start.toISOString().replace(/[-:]|\.\d+Z/g, "");
  return { rrule: `DTSTART:${dtstart}\nRRULE:FREQ=MONTHLY;INTERVAL=${months}${last}`, timezone };
}

function defined(of: string, option: string, schedule: object, options: ScheduleOptions): DeploymentScheduleDefinition {
  const parsed = ScheduleInput.safeParse(schedule);
  if (!parsed.success)
    throw refuseOption(of, option, (schedule as Record<string, unknown>)[option] ?? schedule, parsed.error.issues[0]!.message);
  try {
    checkSchedule(parsed.data);
  } catch (error) {
    const { name, what, got, expected, advice } = error as Partial<Record<string, string>>;
    if (name !== "ScheduleError") throw error;
    throw new InvalidOptionsError({
      what: `${of} cannot be followed: ${what}`,
      got: JSON.stringify(got),
      expected: expected as string,
      do: advice as string,
      cause: error,
    });
  }
  const { overlap, catchUp, paused, parameters, slug } = options;
  return Object.freeze({
    schedule: parsed.data,
    ...(overlap !== undefined && { overlap }),
    ...(catchUp !== undefined && { catchUp }),
    ...(paused !== undefined && { paused }),
    ...(parameters !== undefined && { parameters }),
    ...(slug !== undefined && { slug }),
  });
}
