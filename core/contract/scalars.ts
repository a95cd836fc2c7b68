import * as z from "zod";

/** A UUID in lower case. */
export const Uuid = z
  .guid()
  .transform((text) => text.toLowerCase())
  .meta({ id: "Uuid", format: "uuid", type: "string" });

/** A point in time as we answer it: ISO 8601, UTC, always six decimals, so that text order is time order. */
export const Timestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  .meta({ id: "Timestamp", format: "date-time" });

/**
 * A point in time as clients send it: ISO 8601 with `T` or a space, `Z`, an offset or none (UTC), or a number
 * (seconds since the epoch, milliseconds above 2e10). Parsed to {@link Timestamp}.
 */
export const TimestampInput = z
  .union([z.string().max(64), z.number()])
  .transform((value, context) => {
    const text = toTimestamp(value);
    if (text === undefined) {
      context.issues.push({ code: "custom", input: value, message: "not a date-time: use ISO 8601 such as 2026-11-23T09:30:00Z" });
      return z.NEVER;
    }
    return text;
  })
  .meta({ id: "TimestampInput", format: "date-time" });

// Most timestamps of a process fall into the same second as the one before; its text is not made anew each time.
let formattedSecond = Number.NaN;
let formattedText = "";
let parsedText = "";
let parsedMs = Number.NaN;

/** Milliseconds since the epoch (fractions down to the microsecond count) to a {@link Timestamp}. */
export function formatTimestamp(ms: number): string {
  const micros = Math.round(ms * 1000);
  const second = Math.floor(micros / 1e6);
  if (second !== formattedSecond) {
    formattedText = new Date(second * 1000).toISOString().slice(0, 20);
    formattedSecond = second;
  }
  return `${formattedText}${String(micros - second * 1e6).padStart(6, "0")}Z`;
}

/** A {@link Timestamp} to milliseconds since the epoch, microseconds as a fraction. */
export function parseTimestamp(text: string): number {
  const second = text.slice(0, 19);
  if (second !== parsedText) {
    parsedMs = Date.parse(`${second}Z`);
    parsedText = second;
  }
  return parsedMs + Number(text.slice(20, 26)) / 1000;
}

/** Any accepted spelling of a point in time to a {@link Timestamp}; undefined if it is none between the years 1 and 9999. */
export function toTimestamp(value: string | number): string | undefined {
  if (typeof value === "number")
    return inRange(value > 2e10 ? value : value * 1000) ? formatTimestamp(value > 2e10 ? value : value * 1000) : undefined;
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(value.trim());
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", time = "00:00", fraction = "", zone = "Z"] = match;
  if (Number(day) > daysIn(Number(year), Number(month))) return undefined;
  const offset = /^[+-]\d\d$/.test(zone)
    ? `${zone}:00`
    : /^[+-]\d{4}$/.test(zone)
      ? `${zone.slice(0, 3)}:${zone.slice(3)}`
      : zone.toUpperCase();
  const seconds = Date.parse(`${year}-${month}-${day}T${time.length === 5 ? `${time}:00` : time}${offset}`);
  // the fraction is taken over as text: as a number it would lose digits in far years
  return inRange(seconds) ? `${formatTimestamp(seconds).slice(0, 20)}${fraction.padEnd(6, "0").slice(0, 6)}Z` : undefined;
}

// Date.parse rolls 31 February over to March.
function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function inRange(ms: number): boolean {
  return ms >= -62_135_596_800_000 && ms < 253_402_300_799_999;
}

/** A name people give: 1 to 255 characters, none of them a control character. */
export const Name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}+$/u, "control characters are not allowed");

/** Free labels used for filtering. */
export const Tags = z.array(Name).max(100);

/** Key-value pairs attached to an object. */
export const Labels = z.record(z.string().max(255), z.union([z.boolean(), z.number(), z.string().max(4096)]));

/** Any JSON object. */
export const Json = z.record(z.string(), z.unknown());

/** On input, an explicit null means the same as leaving the key out. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? null);
}

/** On input, null or absent means `value`. */
export function orDefault<T extends z.ZodType>(schema: T, value: z.output<T>) {
  return schema.nullish().transform((given) => given ?? value);
}

/** On input, null or absent means "not given". */
export function optional<T extends z.ZodType>(schema: T) {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional();
}
