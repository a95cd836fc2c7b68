import { parseTimestamp } from "#core/contract/scalars.ts";
import type { IntervalSchedule } from "#core/contract/schedules.ts";
import { DAY, type Wall } from "./calendar.ts";
import { instantsOf, wallAt } from "./dates.ts";

/**
 * The instants of an interval after `after`. Shorter than 24 hours: exactly so much time apart, whatever the clocks do.
 * From 24 hours up: so much apart on the wall clock, so that every day at 9:00 stays at 9:00. The anchor may lie in the future.
 */
export function intervalTimes(schedule: IntervalSchedule, after: number): Iterable<number> {
  const step = Math.round(schedule.interval * 1000);
  const { timezone } = schedule;
  const anchor = Math.floor(parseTimestamp(schedule.anchor_date));
  if (step < DAY) return stepsFrom(anchor, step, after + 1);
  const anchorWall = wallAt(timezone, anchor);
  return instantsOf(timezone, after, (from: Wall) => stepsFrom(anchorWall, step, from));
}

function* stepsFrom(anchor: number, step: number, from: number): Generator<number, void, undefined> {
  for (let count = Math.ceil((from - anchor) / step); ; count++) yield anchor + count * step;
}
