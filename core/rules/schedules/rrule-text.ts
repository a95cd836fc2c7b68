import type { Wall } from "./calendar.ts";
import { type RRule, readRule } from "./rrule-parts.ts";
import { readDate, refuse } from "./rrule-values.ts";

/** A recurrence, read: its rule, the dates added to it and those taken out. */
export interface Recurrence {
  readonly rule: RRule;
  /** Strictly increasing. */
  readonly added: readonly Wall[];
  readonly removed: ReadonlySet<Wall>;
}

/**
 * Reads an RFC 5545 recurrence: a bare rule (`FREQ=DAILY;BYHOUR=9`) or lines of DTSTART, one RRULE, RDATE and EXDATE.
 * Times without a `Z` are wall times of the schedule's time zone; without DTSTART the rule starts on 2020-01-01 at 00:00, as Prefect.
 */
export function readRecurrence(text: string, timezone: string): Recurrence {
  let start: Wall | undefined;
  let rule: string | undefined;
  const added = new Set<Wall>();
  const removed = new Set<Wall>();
  for (const line of text.trim().split(/\r?\n|(?<=\S)[ \t]+(?=DTSTART|RRULE|RDATE|EXDATE)/i)) {
    const { name, zone, value } = readLine(text, line);
    if (zone !== undefined && zone.toLowerCase() !== timezone.toLowerCase())
      throw refuse(
        text,
        `This recurrence names the time zone ${zone}, its schedule ${timezone}.`,
        "one time zone",
        `Set the schedule's timezone to "${zone}" and leave TZID out.`,
      );
    if (name === "RRULE" && rule === undefined) rule = value;
    else if (name === "DTSTART" && start === undefined) start = readDate(text, value, timezone);
    else if (name === "RDATE") for (const date of value.split(",")) added.add(readDate(text, date, timezone));
    else if (name === "EXDATE") for (const date of value.split(",")) removed.add(readDate(text, date, timezone));
    else
      throw refuse(
        text,
        `This recurrence has a line too many or of another kind: ${name}.`,
        "DTSTART, RRULE, RDATE and EXDATE, the first two once",
        "Give a deployment several schedules if it needs several rules.",
      );
  }
  if (rule === undefined) throw refuse(text, "This recurrence has no rule.", "a rule such as FREQ=DAILY;BYHOUR=9", "Add an RRULE line.");
  return { rule: readRule(text, rule, start ?? DEFAULT_START, timezone), added: [...added].sort((a, b) => a - b), removed };
}

const DEFAULT_START: Wall = Date.UTC(2020, 0, 1);

function readLine(text: string, line: string): { name: string; zone: string | undefined; value: string } {
  const match = /^(?:([A-Za-z]+)((?:;[^:;]+)*):)?(\S+)$/.exec(line.trim());
  if (match === null)
    throw refuse(
      text,
      `This line of the recurrence cannot be read: "${line}".`,
      "NAME:VALUE",
      "Write one property a line, without blanks in it.",
    );
  const [, name = "RRULE", options = "", value = ""] = match;
  let zone: string | undefined;
  for (const option of options.split(";").slice(1)) {
    const [key = "", setting = ""] = option.split("=");
    if (key.toUpperCase() === "TZID") zone = setting;
    else if (!/^VALUE=DATE(-TIME)?$/i.test(option))
      throw refuse(text, `This option of ${name} is not known: ${option}.`, "TZID or VALUE=DATE-TIME", "Leave it out.");
  }
  return { name: name.toUpperCase(), zone, value };
}
