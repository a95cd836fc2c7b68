import { inspect, styleText } from "node:util";
import { type LevelName, levelName } from "./levels.ts";

/** A log line as people read it. */
export interface TerminalLine {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly level: number;
  /** Such as `Flow run 'olive-poodle'`. */
  readonly source: string;
  readonly message: string;
  readonly extras?: Readonly<Record<string, unknown>> | undefined;
  readonly colours: boolean;
}

/** `HH:MM:SS.mmm | LEVEL   | source - message {extras}`, local time. */
export function terminalLine({ now, level, source, message, extras, colours }: TerminalLine): string {
  const name = levelName(level);
  const label = name.padEnd(7);
  const details = extras === undefined ? "" : ` ${inspect(extras, { breakLength: Number.POSITIVE_INFINITY, depth: 4, colors: colours })}`;
  if (!colours) return `${timeOfDay(now)} | ${label} | ${source} - ${message}${details}`;
  const style = (format: Format, text: string) => styleText(format, text, { validateStream: false });
  return `${style("dim", timeOfDay(now))} | ${style(styles[name], label)} | ${style("cyan", source)} - ${message}${details}`;
}

type Format = Parameters<typeof styleText>[0];

const styles = { DEBUG: "dim", INFO: "green", WARNING: "yellow", ERROR: "red", CRITICAL: ["bold", "red"] } satisfies Record<
  LevelName,
  Format
>;

function timeOfDay(now: number): string {
  const date = new Date(now);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
