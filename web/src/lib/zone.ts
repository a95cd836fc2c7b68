/** The viewer's own time zone. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every zone this browser knows, UTC first. */
export function timeZones(): readonly string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}

/** A wall time such as `2026-11-23T06:00` in a zone to milliseconds; undefined if either is none. Where clocks go back, the earlier one. */
export function wallToMs(wall: string, zone: string): number | undefined {
  const asUtc = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  try {
    // the offset of a day before and after brackets every change of the clocks
    const candidates = [asUtc - offset(asUtc - DAY, zone), asUtc - offset(asUtc + DAY, zone)];
    return candidates.find((ms) => ms + offset(ms, zone) === asUtc) ?? candidates[0];
  } catch {
    return undefined;
  }
}

/** Milliseconds to the wall time of a zone, as a `datetime-local` field takes it. */
export function msToWall(ms: number, zone: string): string {
  return new Date(ms + offset(ms, zone)).toISOString().slice(0, 16);
}

/** A moment as the clocks of a zone show it: `Mon 23 Nov, 06:00:00`. */
export function formatIn(ms: number, zone: string): string {
  const options: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  const seconds: Intl.DateTimeFormatOptions = ms % 60_000 === 0 ? {} : { second: "2-digit" };
  return new Intl.DateTimeFormat(undefined, { ...options, ...seconds, hourCycle: "h23", timeZone: zone }).format(ms);
}

/** The time of day in a zone: `06:00`. */
export function formatWall(ms: number, zone: string): string {
  return msToWall(ms, zone).slice(11);
}

const DAY = 86_400_000;

function offset(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return (
    Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - Math.floor(ms / 1000) * 1000
  );
}
