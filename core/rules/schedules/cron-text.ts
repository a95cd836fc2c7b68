import { ScheduleError } from "./schedule-error.ts";

/** A cron expression, read. Lists are sorted and without repetition; weekdays count from Sunday = 0. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  /** Null when the field is `*` or `?`: any day of the month will do. */
  readonly monthDays: { readonly days: ReadonlySet<number>; readonly last: boolean } | null;
  /** Null when any weekday will do. `nth` holds pairs of weekday and week of the month, -1 being the last. */
  readonly weekdays: { readonly days: ReadonlySet<number>; readonly nth: readonly (readonly [number, number])[] } | null;
}

/**
 * Reads a cron expression: five fields or an alias. Besides `*`, lists, ranges and steps: names of months and days, 7 for Sunday,
 * `?` in the day fields, `L` for the month's last day, `FRI#2` for its second Friday, `L5` for its last Friday.
 */
export function readCron(text: string): Cron {
  const expression = aliases[text.trim().toLowerCase()] ?? text.trim();
  if (expression.startsWith("@"))
    throw refuse(text, "This cron alias is not known.", Object.keys(aliases).join(", "), "Use one of them or write five fields.");
  const fields = expression.split(/\s+/);
  if (fields.length !== 5) throw refuseFields(text, fields.length);
  const [minute, hour, monthDay, month, weekday] = fields as [string, string, string, string, string];
  const read = (field: Field, value: string) => readField(text, field, value);
  return {
    minutes: sorted(read(MINUTES, minute).values),
    hours: sorted(read(HOURS, hour).values),
    months: read(MONTHS, month).values,
    monthDays: isAny(monthDay) ? null : daysOf(read(MONTH_DAYS, monthDay)),
    weekdays: isAny(weekday) ? null : weekdaysOf(read(WEEKDAYS, weekday)),
  };
}

const aliases: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
  readonly special?: RegExp;
}

const MINUTES: Field = { name: "minute", from: 0, to: 59 };
const HOURS: Field = { name: "hour", from: 0, to: 23 };
const MONTH_DAYS: Field = { name: "day of month", from: 1, to: 31, special: /^L$/ };
const MONTHS: Field = {
  name: "month",
  from: 1,
  to: 12,
  names: ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const WEEKDAYS: Field = {
  name: "day of week",
  from: 0,
  to: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
  special: /^(?:\w+#[1-5]|L\w+)$/,
};

interface Read {
  readonly values: Set<number>;
  readonly specials: string[];
  readonly numberOf: (word: string) => number;
}

function readField(text: string, field: Field, value: string): Read {
  const bad = (part: string) =>
    refuse(
      text,
      `The ${field.name} of this cron expression cannot be read: "${part}".`,
      expectation(field),
      "Correct this field; the fields are minute, hour, day of month, month, day of week.",
    );
  const numberOf = (word: string) => {
    const named = field.names?.indexOf(word) ?? -1;
    const number = named >= 0 ? named : /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
    if (!(number >= field.from && number <= field.to)) throw bad(word);
    return number;
  };
  const values = new Set<number>();
  const specials: string[] = [];
  for (const part of value.toUpperCase().split(",")) {
    if (field.special?.test(part) === true) {
      specials.push(part);
      continue;
    }
    const match = /^(?:(\*|\?)|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (match === null || (match[1] === "?" && (field.special === undefined || match[4] !== undefined))) throw bad(part);
    const [, every, start = "", end, step] = match;
    // over all weekdays, Sunday comes once
    const top = field === WEEKDAYS ? 6 : field.to;
    const from = every === undefined ? numberOf(start) : field.from;
    let to = every !== undefined ? top : end !== undefined ? numberOf(end) : step !== undefined ? Math.max(top, from) : from;
    // SAT-SUN
    if (field === WEEKDAYS && to === 0 && from > 0) to = 7;
    const by = Number(step ?? 1);
    if (to < from || by < 1 || by > top - field.from + 1) throw bad(part);
    for (let number = from; number <= to; number += by) values.add(field === WEEKDAYS ? number % 7 : number);
  }
  return { values, specials, numberOf };
}

function daysOf({ values, specials }: Read): Cron["monthDays"] {
  return { days: values, last: specials.length > 0 };
}

function weekdaysOf({ values, specials, numberOf }: Read): Cron["weekdays"] {
  const nth = specials.map((special) => {
    const [day = "", week] = special.split("#");
    // a day's own name never starts with L
    return week === undefined ? ([numberOf(special.slice(1)) % 7, -1] as const) : ([numberOf(day) % 7, Number(week)] as const);
  });
  return { days: values, nth };
}

function isAny(value: string): boolean {
  return value === "*" || value === "?" || value === "*/1";
}

function sorted(values: Set<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

function expectation(field: Field): string {
  const names = field.names === undefined ? "" : ` or ${field.names.find((name) => name !== "")} to ${field.names.at(-1)}`;
  const special = field === MONTH_DAYS ? ", or L" : field === WEEKDAYS ? ", or such as FRI#2 or L5" : "";
  return `*, or ${field.from} to ${field.to}${names}, as a list (1,2), an ascending range (1-5) or with a step (*/2)${special}`;
}

function refuseFields(text: string, count: number): ScheduleError {
  const advice =
    count === 6 || count === 7
      ? "Some programs read seconds first and some last, so we take none: for less than a minute use an interval schedule."
      : "Write minute, hour, day of month, month and day of week, such as 0 9 * * MON-FRI.";
  return refuse(text, `This cron expression has ${count} field${count === 1 ? "" : "s"}.`, "5 fields or an alias such as @daily", advice);
}

function refuse(got: string, what: string, expected: string, advice: string): ScheduleError {
  return new ScheduleError("bad-cron", { what, got, expected, do: advice });
}
