import { ADJECTIVES, ANIMALS } from "./words.ts";

/** A name for a run that was given none, such as "quiet-otter": always the same for the same id, not unique. */
export function generateRunName(id: string): string {
  // the last 12 digits of a run id are random in every kind of id
  const number = Number.parseInt(id.slice(-12), 16);
  return `${ADJECTIVES[number % ADJECTIVES.length]}-${ANIMALS[Math.floor(number / ADJECTIVES.length) % ANIMALS.length]}`;
}

/** A run-name template names a value that is not there, or formats one that does not fit. */
export class RunNameError extends Error {
  override readonly name = "RunNameError";
  readonly code = "run-name";
  readonly template: string;
  constructor(template: string, why: string, advice: string) {
    super(`The run name template ${JSON.stringify(template)} ${why}. ${advice}`);
    this.template = template;
  }
}

/**
 * Fills a run-name template: `{x}`, `{user.name}`, `{rows.0}`, `{day:%Y-%m-%d}` for dates (UTC), `{ratio:.2f}` and `{n:03d}` for numbers,
 * `{{` and `}}` for braces. The answer is at most 255 characters, without control characters.
 *
 * @throws RunNameError
 */
export function renderRunName(template: string, values: Readonly<Record<string, unknown>>): string {
  const filled = template.replace(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (found, inside: string | undefined) => {
    if (found === "{{" || found === "}}") return found.charAt(0);
    if (inside === undefined)
      throw new RunNameError(template, `has a single ${found}`, "Write {{ or }} for a brace, or {parameter} for a value.");
    const [, path = "", format = ""] = /^([^:]*)(?::(.*))?$/.exec(inside) ?? [];
    return formatValue(template, path, lookUp(template, path.trim(), values), format);
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names hold no control characters
  const name = filled.replace(/[\u0000-\u001f\u007f]+/g, " ").slice(0, 255);
  if (name.trim() === "") throw new RunNameError(template, "came out empty", "Put some fixed text into it.");
  return name;
}

function lookUp(template: string, path: string, values: unknown): unknown {
  let value = values;
  for (const key of path.split(".")) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) {
      const known = value !== null && typeof value === "object" ? Object.keys(value).slice(0, 20).join(", ") : "";
      throw new RunNameError(
        template,
        `names {${path}}, but there is no "${key}"`,
        known === "" ? "Nothing is known there." : `Known there: ${known}.`,
      );
    }
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function formatValue(template: string, path: string, value: unknown, format: string): string {
  if (format === "") return plainText(value);
  if (format.includes("%") && value instanceof Date && !Number.isNaN(value.getTime())) return formatDate(value, format);
  const number = /^(0?)(\d*)(?:\.(\d{1,2}))?([df])$/.exec(format);
  if (number !== null && (typeof value === "number" || typeof value === "bigint")) {
    const [, zero, width = "", digits, kind] = number;
    const text = kind === "d" ? String(typeof value === "bigint" ? value : Math.trunc(value)) : Number(value).toFixed(Number(digits ?? 6));
    return text.padStart(Number(width), zero === "0" ? "0" : " ");
  }
  throw new RunNameError(
    template,
    `formats {${path}} as "${format}", which does not fit ${JSON.stringify(plainText(value).slice(0, 50))}`,
    "Use %Y %m %d %H %M %S %f %j %b %B %a %A %y for dates, d or .2f for numbers.",
  );
}

function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value !== null && typeof value === "object") {
    try {
      return JSON.stringify(value) ?? String(value);
    } catch {
      return Object.prototype.toString.call(value);
    }
  }
  return String(value);
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

function formatDate(date: Date, format: string): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const month = MONTHS[date.getUTCMonth()]!;
  const day = DAYS[date.getUTCDay()]!;
  const parts: Record<string, string> = {
    Y: String(date.getUTCFullYear()),
    y: two(date.getUTCFullYear() % 100),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    f: String(date.getUTCMilliseconds() * 1000).padStart(6, "0"),
    j: String(Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1).padStart(3, "0"),
    B: month,
    b: month.slice(0, 3),
    A: day,
    a: day.slice(0, 3),
    "%": "%",
  };
  return format.replace(/%(.)/g, (found, letter: string) => parts[letter] ?? found);
}
