import { InvalidArgumentError } from "commander";
import { formatTimestamp, toTimestamp } from "#core/contract/scalars.ts";

/** Reads a length of time such as `90s`, `10m`, `1h30m`, `2d` or `1w`, in seconds; undefined for any other text. */
export function readDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?\s*(?:ms|[smhdw])\s*)+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|[smhdw])/g))
    seconds += Number(count) * SECONDS[unit as keyof typeof SECONDS];
  return seconds;
}

/** The option that takes a length of time. */
export function duration(text: string): number {
  const seconds = readDuration(text.trim());
  if (seconds === undefined || seconds <= 0) throw new InvalidArgumentError("Expected a length of time such as 90s, 10m, 1h30m, 2d or 1w.");
  return seconds;
}

/** The option that takes a point in time: ISO 8601, on this machine's clock where it has no offset, or `in 10m`. */
export function pointInTime(now: () => number): (text: string) => string {
  return (text) => {
    const trimmed = text.trim();
    const ahead = /^in\s+(.+)$/.exec(trimmed)?.[1];
    const seconds = ahead === undefined ? undefined : readDuration(ahead);
    if (seconds !== undefined) return formatTimestamp(now() + seconds * 1000);
    const stamp = toTimestamp(trimmed);
    if (ahead !== undefined || stamp === undefined)
      throw new InvalidArgumentError("Expected a time such as 2026-11-23T09:30, 2026-11-23T09:30:00Z or in 10m.");
    if (/(?:[zZ]|[T ][^+-]*[+-]\d\d(?::?\d\d)?)$/.test(trimmed)) return stamp;
    // read as local: a Date made of its parts is
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = stamp.slice(0, 19).split(/\D/).map(Number);
    return formatTimestamp(new Date(year, month - 1, day, hour, minute, second).getTime());
  };
}

const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
