import { calendarDay, DAY, dayNumber, dayNumberOf, HOUR, LAST_DAY, MINUTE, modulo, SECOND, type Wall } from "./calendar.ts";
import { matchesDay, startOfWeek } from "./rrule-days.ts";
import type { Frequency, RRule } from "./rrule-parts.ts";

/** A year, a month … a second, by the rule's frequency. The rule fires at every base plus every time, both sorted. */
export interface Period {
  readonly start: Wall;
  readonly bases: readonly Wall[];
  readonly times: readonly number[];
}

/**
 * The periods of a rule from the one in which `from` lies. Hours, minutes and days passed over because nothing in them can match
 * come as periods without bases, so that whoever walks them can tell how long the search has been in vain.
 */
export function periodsFrom(rule: RRule, from: Wall): Iterable<Period> {
  const { frequency } = rule;
  if (frequency === "HOURLY") return shortPeriods(rule, from, HOUR);
  if (frequency === "MINUTELY") return shortPeriods(rule, from, MINUTE);
  if (frequency === "SECONDLY") return shortPeriods(rule, from, SECOND);
  return longPeriods(rule, from, spanOf(frequency, rule.weekStart));
}

function* longPeriods(rule: RRule, from: Wall, span: Span): Generator<Period, void, undefined> {
  const times = timesOf(rule.hours ?? [], rule.minutes ?? [], rule.seconds ?? []);
  const origin = span.indexOf(dayNumberOf(rule.start));
  const skip = Math.max(0, Math.ceil((span.indexOf(dayNumberOf(from)) - origin) / rule.interval));
  for (let index = origin + skip * rule.interval; ; index += rule.interval) {
    const first = span.firstDay(index);
    if (first > LAST_DAY) return;
    const bases: Wall[] = [];
    for (let number = first; number < span.firstDay(index + 1); number++)
      if (matchesDay(rule, calendarDay(number))) bases.push(number * DAY);
    yield { start: first * DAY, bases, times };
  }
}

// How a frequency numbers its periods: which one a day is in, and where one begins.
interface Span {
  readonly indexOf: (day: number) => number;
  readonly firstDay: (index: number) => number;
}

function spanOf(frequency: Exclude<Frequency, "HOURLY" | "MINUTELY" | "SECONDLY">, weekStart: number): Span {
  switch (frequency) {
    case "YEARLY":
      return { indexOf: (day) => calendarDay(day).year, firstDay: (index) => dayNumber(index, 1, 1) };
    case "MONTHLY":
      return { indexOf: monthIndex, firstDay: (index) => dayNumber(Math.floor(index / 12), modulo(index, 12) + 1, 1) };
    case "WEEKLY": {
      const zero = startOfWeek(0, weekStart);
      return { indexOf: (day) => Math.floor((day - zero) / 7), firstDay: (index) => zero + index * 7 };
    }
    case "DAILY":
      return { indexOf: (day) => day, firstDay: (index) => index };
  }
}

function monthIndex(number: number): number {
  const { year, month } = calendarDay(number);
  return year * 12 + month - 1;
}

function timesOf(hours: readonly number[], minutes: readonly number[], seconds: readonly number[]): number[] {
  const times: number[] = [];
  for (const hour of hours)
    for (const minute of minutes) for (const second of seconds) times.push(hour * HOUR + minute * MINUTE + second * SECOND);
  return times;
}

function* shortPeriods(rule: RRule, from: Wall, unit: number): Generator<Period, void, undefined> {
  const times = timesOf([0], unit === HOUR ? (rule.minutes ?? []) : [0], unit === SECOND ? [0] : (rule.seconds ?? []));
  const step = rule.interval * unit;
  const origin = rule.start - modulo(rule.start, unit);
  // the first period of the rule that begins at or after a wall time
  const align = (wall: Wall) => origin + Math.max(0, Math.ceil((wall - origin) / step)) * step;
  for (let wall = align(from - modulo(from, unit)); dayNumberOf(wall) <= LAST_DAY; ) {
    const next = nextCandidate(rule, wall, unit);
    yield { start: wall, bases: next === wall ? [wall] : [], times };
    wall = next === wall ? wall + step : align(next);
  }
}

// Itself, or the start of the day, hour, minute or second after the one that cannot match.
function nextCandidate(rule: RRule, wall: Wall, unit: number): Wall {
  const after = (size: number) => wall - modulo(wall, size) + size;
  if (!matchesDay(rule, calendarDay(dayNumberOf(wall)))) return after(DAY);
  if (rule.hours?.includes(Math.floor(modulo(wall, DAY) / HOUR)) === false) return after(HOUR);
  if (unit < HOUR && rule.minutes?.includes(Math.floor(modulo(wall, HOUR) / MINUTE)) === false) return after(MINUTE);
  if (unit < MINUTE && rule.seconds?.includes(Math.floor(modulo(wall, MINUTE) / SECOND)) === false) return after(SECOND);
  return wall;
}
