import { calendarDay, DAY, dayNumberOf, HOUR, MINUTE, modulo, SECOND, type Wall } from "./calendar.ts";
import { readDate, readNumbers, refuse } from "./rrule-values.ts";

export type Frequency = "YEARLY" | "MONTHLY" | "WEEKLY" | "DAILY" | "HOURLY" | "MINUTELY" | "SECONDLY";

/** A recurrence rule with what RFC 5545 takes from DTSTART filled in. A null list puts no condition. Weekdays count from Sunday = 0. */
export interface RRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly start: Wall;
  readonly until: Wall;
  readonly count: number | null;
  readonly weekStart: number;
  readonly months: readonly number[] | null;
  readonly weeks: readonly number[] | null;
  readonly yearDays: readonly number[] | null;
  readonly monthDays: readonly number[] | null;
  /** `nth` 0 means every such weekday. */
  readonly weekdays: readonly { readonly nth: number; readonly weekday: number }[] | null;
  readonly hours: readonly number[] | null;
  readonly minutes: readonly number[] | null;
  readonly seconds: readonly number[] | null;
  readonly positions: readonly number[] | null;
}

/** A rule that ends after a count must be walked from its start each time, so the count is bounded. */
export const MAX_COUNT = 10_000;

/** Reads the value of an RRULE property. Every part RFC 5545 forbids for a frequency is refused. */
export function readRule(text: string, value: string, start: Wall, timezone: string): RRule {
  const parts = splitParts(text, value);
  const frequency = parts.get("FREQ") as Frequency | undefined;
  if (frequency === undefined || !FREQUENCIES.includes(frequency))
    throw refuse(text, "This recurrence has no frequency we know.", FREQUENCIES.join(", "), "Start the rule with FREQ=….");
  const forbid = (name: string, when: boolean) => {
    if (when && parts.has(name))
      throw refuse(
        text,
        `${name} has no meaning in a ${frequency} recurrence.`,
        "a rule as RFC 5545 allows it",
        `Leave ${name} out or change FREQ.`,
      );
  };
  forbid("BYWEEKNO", frequency !== "YEARLY");
  forbid("BYYEARDAY", ["MONTHLY", "WEEKLY", "DAILY"].includes(frequency));
  forbid("BYMONTHDAY", frequency === "WEEKLY");
  forbid("UNTIL", parts.has("COUNT"));

  const numbers = (name: string, from: number, to: number, signed = false) => {
    const given = parts.get(name);
    return given === undefined ? null : readNumbers(text, name, given, { from, to, signed });
  };
  const number = (name: string, to: number) => {
    const [first, ...more] = numbers(name, 1, to) ?? [];
    if (more.length > 0) throw refuse(text, `${name} of this recurrence is a list.`, "one number", `Give ${name} one number.`);
    return first ?? null;
  };
  const size = FREQUENCIES.indexOf(frequency);
  const until = parts.get("UNTIL");
  const rule = {
    frequency,
    interval: number("INTERVAL", 100_000) ?? 1,
    start,
    until: until === undefined ? Number.POSITIVE_INFINITY : readDate(text, until, timezone),
    count: number("COUNT", MAX_COUNT),
    weekStart: readWeekday(text, "WKST", parts.get("WKST") ?? "MO", false).weekday,
    months: numbers("BYMONTH", 1, 12),
    weeks: numbers("BYWEEKNO", 1, 53, true),
    yearDays: numbers("BYYEARDAY", 1, 366, true),
    monthDays: numbers("BYMONTHDAY", 1, 31, true),
    weekdays: parts.has("BYDAY")
      ? (parts.get("BYDAY") ?? "").split(",").map((word) => readWeekday(text, "BYDAY", word, size <= 1 && !parts.has("BYWEEKNO")))
      : null,
    hours: numbers("BYHOUR", 0, 23) ?? (size <= 3 ? [Math.floor(modulo(start, DAY) / HOUR)] : null),
    minutes: numbers("BYMINUTE", 0, 59) ?? (size <= 4 ? [Math.floor(modulo(start, HOUR) / MINUTE)] : null),
    seconds: numbers("BYSECOND", 0, 59) ?? (size <= 5 ? [Math.floor(modulo(start, MINUTE) / SECOND)] : null),
    positions: numbers("BYSETPOS", 1, 366, true),
  };
  return { ...rule, ...daysOfStart(rule) };
}

const FREQUENCIES: readonly Frequency[] = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"];

const NAMES = [
  "FREQ",
  "INTERVAL",
  "COUNT",
  "UNTIL",
  "WKST",
  "BYMONTH",
  "BYWEEKNO",
  "BYYEARDAY",
  "BYMONTHDAY",
  "BYDAY",
  "BYHOUR",
  "BYMINUTE",
  "BYSECOND",
  "BYSETPOS",
];

function splitParts(text: string, value: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of value.toUpperCase().replace(/;$/, "").split(";")) {
    const [name = "", setting = "", ...more] = part.split("=");
    if (!NAMES.includes(name) || setting === "" || more.length > 0 || parts.has(name))
      throw refuse(
        text,
        `This part of the recurrence cannot be read or comes twice: "${part}".`,
        NAMES.join(", "),
        "Correct or remove this part.",
      );
    parts.set(name, setting);
  }
  return parts;
}

const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

function readWeekday(text: string, name: string, word: string, numbered: boolean): { nth: number; weekday: number } {
  const [, nth, day = ""] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(word) ?? [];
  const weekday = WEEKDAYS.indexOf(day);
  if (weekday < 0 || (nth !== undefined && (!numbered || Number(nth) === 0 || Math.abs(Number(nth)) > 53)))
    throw refuse(
      text,
      `${name} of this recurrence cannot be read: "${word}".`,
      `${WEEKDAYS.join(", ")}${numbered ? ", also numbered such as -1FR" : ""}`,
      `Correct ${name}; only MONTHLY and YEARLY rules number weekdays.`,
    );
  return { nth: Number(nth ?? 0), weekday };
}

// What the rule leaves open about the day is that of DTSTART.
function daysOfStart(rule: RRule): Partial<RRule> {
  if (rule.yearDays !== null || rule.monthDays !== null || rule.weekdays !== null) return {};
  const day = calendarDay(dayNumberOf(rule.start));
  const weekdays = [{ nth: 0, weekday: day.weekday }];
  if (rule.frequency === "WEEKLY" || rule.weeks !== null) return { weekdays };
  if (rule.frequency === "MONTHLY") return { monthDays: [day.day] };
  if (rule.frequency === "YEARLY") return { monthDays: [day.day], months: rule.months ?? [day.month] };
  return {};
}
