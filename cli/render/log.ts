import type { Log } from "#core/contract/logs.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { Paint, Style } from "./table.ts";
import { safe } from "./text.ts";
import { localTime } from "./time.ts";

/** A log line as people read it: time, level, logger, message; further lines of the message are indented. */
export function renderLog(log: Log, paint: Paint): string {
  const level = levelName(log.level);
  const style = levelStyle(log.level);
  const name = log.name === "" ? "" : `${paint("dim", safe(log.name))} - `;
  const extra = log.extra === undefined || Object.keys(log.extra).length === 0 ? "" : ` ${paint("dim", safe(JSON.stringify(log.extra)))}`;
  const message = safe(log.message).replaceAll("\n", "\n    ");
  return `${paint("dim", localTime(parseTimestamp(log.timestamp)))} ${style === undefined ? level.padEnd(8) : paint(style, level.padEnd(8))} ${name}${message}${extra}`;
}

/** The name of a level, as Python and Prefect number them. */
function levelName(level: number): string {
  return level >= 50 ? "CRITICAL" : level >= 40 ? "ERROR" : level >= 30 ? "WARNING" : level >= 20 ? "INFO" : "DEBUG";
}

function levelStyle(level: number): Style | undefined {
  return level >= 40 ? "red" : level >= 30 ? "yellow" : level >= 20 ? undefined : "dim";
}
