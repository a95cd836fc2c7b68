import { parseTimestamp, toTimestamp } from "#core/contract/scalars.ts";
import type { Wall } from "./calendar.ts";
import { wallAt } from "./dates.ts";
import { ScheduleError } from "./schedule-error.ts";

/** A date of RFC 5545 (`20261123T090000`, with `Z` in UTC, or `20261123` for its midnight) as the wall time of a zone. */
export function readDate(text: string, value: string, timezone: string): Wall {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/i.exec(value);
  const [, year, month, day, hour = "00", minute = "00", second = "00", utc = ""] = match ?? [];
  const time = match === null ? undefined : toTimestamp(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (time === undefined)
    throw refuse(text, `This date of the recurrence cannot be read: "${value}".`, "a date such as 20261123T090000", "Correct the date.");
  return utc === "" ? parseTimestamp(time) : wallAt(timezone, parseTimestamp(time));
}

/** A list of whole numbers between `from` and `to`; with `signed` also counted from the end, but never 0. Sorted, without repetition. */
export function readNumbers(text: string, name: string, value: string, bounds: { from: number; to: number; signed?: boolean }): number[] {
  const numbers = value.split(",").map((word) => {
    const number = /^[+-]?\d{1,6}$/.test(word) ? Number(word) : Number.NaN;
    const size = bounds.signed === true ? Math.abs(number) : number;
    if (!(size >= bounds.from && size <= bounds.to))
      throw refuse(
        text,
        `${name} of this recurrence cannot be read: "${word}".`,
        `${bounds.from} to ${bounds.to}${bounds.signed === true ? ", or negative from the end" : ""}`,
        `Correct ${name}.`,
      );
    return number;
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** What every unreadable recurrence is answered with. */
export function refuse(got: string, what: string, expected: string, advice: string): ScheduleError {
  return new ScheduleError("bad-rrule", { what, got, expected, do: advice });
}
