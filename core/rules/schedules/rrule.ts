import type { RRuleSchedule } from "#core/contract/schedules.ts";
import { CALENDAR_CYCLE_DAYS, DAY, type Wall } from "./calendar.ts";
import { instantsOf } from "./dates.ts";
import type { RRule } from "./rrule-parts.ts";
import { type Period, periodsFrom } from "./rrule-periods.ts";
import { readRecurrence } from "./rrule-text.ts";

/** The instants of a recurrence after `after`. */
export function rruleTimes(schedule: RRuleSchedule, after: number): Iterable<number> {
  const { rule, added, removed } = readRecurrence(schedule.rrule, schedule.timezone);
  return instantsOf(schedule.timezone, after, (from) => without(removed, merge(ruleWalls(rule, from), added, from)));
}

// A rule that finds nothing in 400 years, or in this many periods in a row, is held to be at its end.
const MOST_IN_VAIN = 200_000;

function* ruleWalls(rule: RRule, from: Wall): Generator<Wall, void, undefined> {
  // counted occurrences are counted from the first
  const begin = rule.count === null ? Math.max(from, rule.start) : rule.start;
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  let inVain = 0;
  let lastSeen = begin;
  for (const period of periodsFrom(rule, begin)) {
    if (++inVain > MOST_IN_VAIN || period.start > rule.until || period.start - lastSeen > CALENDAR_CYCLE_DAYS * DAY) return;
    for (const wall of occurrences(rule, period, begin)) {
      if (wall > rule.until) return;
      if (wall >= from) yield wall;
      if (--left === 0) return;
      inVain = 0;
      lastSeen = wall;
    }
  }
}

// Those from `begin` on. Positions are counted without listing the period, which may hold millions.
function* occurrences({ positions }: RRule, { bases, times }: Period, begin: Wall): Generator<Wall, void, undefined> {
  if (positions === null) {
    for (const base of bases) {
      if (base + DAY <= begin) continue;
      for (const time of times) if (base + time >= begin) yield base + time;
    }
    return;
  }
  const size = bases.length * times.length;
  const indexes = new Set(positions.map((position) => (position > 0 ? position - 1 : size + position)));
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const base = bases[Math.floor(index / times.length)];
    const time = times[index % times.length];
    if (base !== undefined && time !== undefined && base + time >= begin) yield base + time;
  }
}

function* merge(walls: Iterable<Wall>, added: readonly Wall[], from: Wall): Generator<Wall, void, undefined> {
  const waiting = added.filter((wall) => wall >= from);
  for (const wall of walls) {
    for (let next = waiting[0]; next !== undefined && next <= wall; next = waiting[0]) {
      waiting.shift();
      if (next < wall) yield next;
    }
    yield wall;
  }
  yield* waiting;
}

function* without(removed: ReadonlySet<Wall>, walls: Iterable<Wall>): Generator<Wall, void, undefined> {
  for (const wall of walls) if (!removed.has(wall)) yield wall;
}
