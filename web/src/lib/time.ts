/** Milliseconds since the epoch of an API timestamp (six decimals; the browser keeps three). */
export function toMs(timestamp: string): number {
  return Date.parse(timestamp);
}

/** Seconds as people read them: `12 ms`, `1.24 s`, `12.3 s`, `1m 05s`, `2h 03m`, `3d 4h`. */
export function formatDuration(seconds: number): string {
  const value = Math.max(0, seconds);
  if (value < 0.0005) return "0 ms";
  if (value < 0.9995) return `${Math.max(1, Math.round(value * 1000))} ms`;
  if (value < 9.995) return `${value.toFixed(2)} s`;
  if (value < 59.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
  return `${Math.floor(minutes / 1440)}d ${Math.floor((minutes % 1440) / 60)}h`;
}

/** The same while it ticks: whole seconds once past one, so that digits do not flicker. */
export function formatTicking(seconds: number): string {
  return seconds < 60 ? `${Math.max(0, Math.floor(seconds))} s` : formatDuration(Math.floor(seconds));
}

/** `just now`, `42s ago`, `in 5m`, `3h ago`, `2d ago`; a date after a month. */
export function formatRelative(ms: number, nowMs: number): string {
  const ago = nowMs - ms;
  const size = Math.abs(ago);
  if (size < 5_000) return ago >= 0 ? "just now" : "now";
  if (size > 30 * DAY) return new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" }).format(ms);
  // the past is cut, the future rounded: what is due in 3 h 59 m is due "in 4h"
  const whole = ago >= 0 ? Math.floor : Math.round;
  const text =
    whole(size / 1000) < 60
      ? `${whole(size / 1000)}s`
      : whole(size / 60_000) < 60
        ? `${whole(size / 60_000)}m`
        : whole(size / HOUR) < 24
          ? `${whole(size / HOUR)}h`
          : `${whole(size / DAY)}d`;
  return ago >= 0 ? `${text} ago` : `in ${text}`;
}

/** Local time with its zone, and UTC, for a tooltip. */
export function formatExact(ms: number): string {
  const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }).format(ms);
  return `${local} (${Intl.DateTimeFormat().resolvedOptions().timeZone})\n${new Date(ms).toISOString()}`;
}

/** Time of day to the millisecond, 24 h, local: for log lines. */
export function formatClock(ms: number): string {
  const date = new Date(ms);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** The short label of a moment on an axis that spans `spanMs`. */
export function formatTick(ms: number, spanMs: number): string {
  const options: Intl.DateTimeFormatOptions =
    spanMs < 10 * 60_000
      ? { hour: "2-digit", minute: "2-digit", second: "2-digit" }
      : spanMs < 36 * HOUR
        ? { hour: "2-digit", minute: "2-digit" }
        : spanMs < 7.5 * DAY
          ? { weekday: "short", hour: "2-digit", minute: "2-digit" }
          : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(undefined, { ...options, hourCycle: "h23" }).format(ms);
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
