/** How long ago or ahead a time is, both in epoch milliseconds: `12s ago`, `in 3m`; beyond 30 days the date. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000);
  const size = Math.abs(seconds);
  if (size >= 30 * day) return new Date(at).toISOString().slice(0, 10);
  if (size < 1) return "now";
  const [length, unit] = units.find(([length]) => size >= length)!;
  const text = `${Math.floor(size / length)}${unit}`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

/** A length of time in seconds as people say it: `350ms`, `1.2s`, `2m 5s`, `3h 0m`, `2d 4h`. */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.max(0, Math.round(seconds * 1000))}ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < hour) return `${Math.floor(whole / minute)}m ${whole % minute}s`;
  if (whole < day) return `${Math.floor(whole / hour)}h ${Math.floor((whole % hour) / minute)}m`;
  return `${Math.floor(whole / day)}d ${Math.floor((whole % day) / hour)}h`;
}

/** A point in time in the zone of this machine: `2026-11-23 09:30:00.123`. */
export function localTime(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const units = [
  [day, "d"],
  [hour, "h"],
  [minute, "m"],
  [1, "s"],
] as const;
