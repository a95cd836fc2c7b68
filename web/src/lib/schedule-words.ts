import type { Schedule } from "../../../core/contract/schedules.ts";
import { formatDuration } from "./time.ts";
import { formatWall } from "./zone.ts";

/** A schedule in words: `every 5 minutes`, `on weekdays at 06:00, Europe/Kyiv`. What has no short words is quoted. */
export function scheduleWords(schedule: Schedule): string {
  if ("interval" in schedule) return intervalWords(schedule.interval, schedule.anchor_date, schedule.timezone);
  if ("cron" in schedule) return inZone(cronWords(schedule.cron) ?? `cron ${schedule.cron}`, schedule.timezone);
  return inZone(rruleWords(schedule.rrule) ?? schedule.rrule.replace(/^.*RRULE:/s, "rrule "), schedule.timezone);
}

/** Several schedules in one line: the first, and how many more. */
export function schedulesWords(schedules: readonly { readonly schedule: Schedule; readonly active: boolean }[]): string {
  const [first, ...more] = [...schedules].sort((one, other) => Number(other.active) - Number(one.active));
  if (first === undefined) return "No schedule";
  return `${capital(scheduleWords(first.schedule))}${first.active ? "" : " (paused)"}${more.length > 0 ? ` and ${more.length} more` : ""}`;
}

/** The first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function intervalWords(seconds: number, anchor: string, zone: string): string {
  const every = everyWords(seconds);
  if (seconds < DAY || seconds % DAY !== 0) return every;
  return inZone(`${every} at ${formatWall(Date.parse(anchor), zone)}`, zone);
}

function everyWords(seconds: number): string {
  const unit = units.find(([size]) => seconds >= size && seconds % size === 0);
  if (unit === undefined) return `every ${formatDuration(seconds)}`;
  const [size, name] = unit;
  return seconds === size ? `every ${name}` : `every ${seconds / size} ${name}s`;
}

const DAY = 86_400;
const units = [
  [7 * DAY, "week"],
  [DAY, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

function cronWords(cron: string): string | undefined {
  const [minute = "", hour = "", day = "", month = "", weekday = "", ...rest] = cron.trim().split(/\s+/);
  if (rest.length > 0 || month !== "*" || (day !== "*" && weekday !== "*")) return undefined;
  const days = cronDays(day, weekday);
  if (days === undefined) return undefined;
  const onDays = days === "" ? "" : `${days} `;
  const step = /^(?:\*|0)\/(\d+)$/;
  if (hour === "*") {
    const steps = step.exec(minute)?.[1];
    if (minute === "*") return `${onDays}every minute`;
    if (steps !== undefined) return `${onDays}every ${steps === "1" ? "minute" : `${steps} minutes`}`;
    return /^\d+$/.test(minute) ? `${onDays}every hour at :${minute.padStart(2, "0")}` : undefined;
  }
  if (!/^\d+$/.test(minute)) return undefined;
  const steps = step.exec(hour)?.[1];
  if (steps !== undefined) return `${onDays}every ${steps} hours at :${minute.padStart(2, "0")}`;
  if (!/^\d+(,\d+)*$/.test(hour)) return undefined;
  const times = hour.split(",").map((one) => `${one.padStart(2, "0")}:${minute.padStart(2, "0")}`);
  return `${days === "" ? "every day" : days} at ${listed(times)}`;
}

function cronDays(day: string, weekday: string): string | undefined {
  if (day === "*" && (weekday === "*" || weekday === "?")) return "";
  if (day !== "*") return /^\d+(,\d+)*$/.test(day) ? `on day ${listed(day.split(","))} of the month` : undefined;
  const text = weekday.toUpperCase();
  if (text === "1-5" || text === "MON-FRI") return "on weekdays";
  if (text === "0,6" || text === "6,0" || text === "SAT,SUN") return "at weekends";
  const names = text.split(",").map((one) => (/^[0-7]$/.test(one) ? weekdays[Number(one) % 7] : weekdays[codes.indexOf(one.slice(0, 2))]));
  return names.every((name) => name !== undefined) && /^[A-Z0-7,]+$/.test(text)
    ? `on ${listed(names.map((name) => `${name}s`))}`
    : undefined;
}

function rruleWords(text: string): string | undefined {
  const rule = /RRULE:(.*)/s.exec(text)?.[1] ?? (text.includes(":") ? undefined : text);
  if (rule === undefined || /EXDATE|RDATE|EXRULE/.test(text)) return undefined;
  const parts = new Map(
    rule
      .trim()
      .toUpperCase()
      .split(";")
      .map((part) => part.split("=") as [string, string]),
  );
  const known = ["FREQ", "INTERVAL", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND", "WKST"];
  if ([...parts.keys()].some((key) => !known.includes(key)) || (parts.get("BYSECOND") ?? "0") !== "0") return undefined;
  const name = frequencies[parts.get("FREQ") ?? ""];
  if (name === undefined) return undefined;
  const interval = Number(parts.get("INTERVAL") ?? 1);
  const days = parts.get("BYDAY") === undefined ? "" : cronDays("*", parts.get("BYDAY") ?? "");
  if (days === undefined) return undefined;
  const [hour, minute = "0"] = [parts.get("BYHOUR"), parts.get("BYMINUTE")];
  if ((hour !== undefined && !/^\d+$/.test(hour)) || !/^\d+$/.test(minute) || (hour === undefined && parts.has("BYMINUTE")))
    return undefined;
  const every = interval === 1 ? `every ${name}` : `every ${interval} ${name}s`;
  const at = hour === undefined ? "" : ` at ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  return days !== "" && interval === 1 && (name === "week" || name === "day")
    ? `${days}${at}`
    : `${every}${days === "" ? "" : ` ${days}`}${at}`;
}

const frequencies: Readonly<Record<string, string>> = {
  MINUTELY: "minute",
  HOURLY: "hour",
  DAILY: "day",
  WEEKLY: "week",
  MONTHLY: "month",
  YEARLY: "year",
};
const codes = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

function listed(items: readonly (string | undefined)[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function inZone(words: string, zone: string): string {
  return `${words}, ${zone}`;
}
