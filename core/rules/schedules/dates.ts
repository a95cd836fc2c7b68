import { DAY, MINUTE, type Wall } from "./calendar.ts";

/**
 * The instants (milliseconds, strictly increasing, each later than `after`) at which a stream of wall times comes round in a time zone.
 * `walls` gives them in strictly increasing order, from the wall time asked for. This is the one place that knows about clock changes:
 * a wall time that comes twice is its first coming; one that the clocks skip is read with the offset before the change
 * (02:30 becomes 03:30), and is dropped if another firing falls on the same instant. See docs/decisions/0006-schedules.md.
 */
export function* instantsOf(timezone: string, after: number, walls: (from: Wall) => Iterable<Wall>): Generator<number, void, undefined> {
  // Skipped wall times land among the first ones after the change, so they wait until those have caught up.
  const waiting: number[] = [];
  for (const wall of walls(earliestWallAfter(timezone, after))) {
    const { instant, skipped } = resolveWall(timezone, wall);
    if (skipped) {
      waiting.push(instant);
      continue;
    }
    for (let first = waiting[0]; first !== undefined && first <= instant; first = waiting[0]) {
      waiting.shift();
      if (first > after && first < instant) yield first;
    }
    if (instant > after) yield instant;
  }
  for (const instant of waiting) if (instant > after) yield instant;
}

/** What the clocks of a time zone show at an instant. */
export function wallAt(timezone: string, instant: number): Wall {
  return instant + offsetAt(timezone, instant);
}

/** The instant at which the clocks of a time zone show a wall time, by the rule of {@link instantsOf}. */
export function instantAt(timezone: string, wall: Wall): number {
  return resolveWall(timezone, wall).instant;
}

// Just after the clocks went forward, a skipped wall time earlier than the present one may still lie ahead.
function earliestWallAfter(timezone: string, after: number): Wall {
  return after + Math.min(offsetAt(timezone, after), offsetAt(timezone, after - DAY));
}

// No zone changes its clocks twice within two days.
function resolveWall(timezone: string, wall: Wall): { instant: number; skipped: boolean } {
  const before = offsetAt(timezone, wall - DAY);
  const later = offsetAt(timezone, wall + DAY);
  if (before === later || offsetAt(timezone, wall - before) === before) return { instant: wall - before, skipped: false };
  if (offsetAt(timezone, wall - later) === later) return { instant: wall - later, skipped: false };
  return { instant: wall - before, skipped: true };
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, number>;
}

const zones = new Map<string, Zone>();
const MOST_ZONES = 100;
const MOST_OFFSETS = 10_000;
// Since 1973 all zones have changed their clocks on a full quarter of an hour of UTC, so one answer serves its quarter.
const QUARTER = 15 * MINUTE;

function offsetAt(timezone: string, instant: number): number {
  if (timezone === "UTC") return 0;
  const zone = zones.get(timezone) ?? openZone(timezone);
  const quarter = Math.floor(instant / QUARTER);
  const known = zone.offsets.get(quarter);
  if (known !== undefined) return known;
  const offset = readOffset(zone.format, quarter * QUARTER);
  if (zone.offsets.size >= MOST_OFFSETS) zone.offsets.clear();
  zone.offsets.set(quarter, offset);
  return offset;
}

function openZone(timezone: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const zone = { format, offsets: new Map<number, number>() };
  if (zones.size >= MOST_ZONES) zones.clear();
  zones.set(timezone, zone);
  return zone;
}

function readOffset(format: Intl.DateTimeFormat, instant: number): number {
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (format.format(instant).match(/\d+/g) ?? []).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}
