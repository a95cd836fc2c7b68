import { inspect } from "node:util";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import { paintedState } from "./runs.ts";
import type { Paint } from "./table.ts";
import { oneLine, safe } from "./text.ts";
import { localTime } from "./time.ts";

/** A heading with what belongs to it, for the parts of an `inspect`. */
export function section(title: string, body: string, paint: Paint): string {
  return `\n${paint("bold", title)}\n${indent(body)}`;
}

/** The states a run went through, one a line with its time and message. */
export function timeline(states: readonly State[], paint: Paint): string {
  return states
    .map((state) => {
      const message = state.message === null || state.message === "" ? "" : `  ${paint("dim", oneLine(state.message))}`;
      return `${paint("dim", localTime(parseTimestamp(state.timestamp)))}  ${paintedState(state, paint)}${message}`;
    })
    .join("\n");
}

/** The error a failed state carries, with its stack and causes; undefined if it carries none. */
export function errorText(state: State | null): string | undefined {
  if (state === null || !["FAILED", "CRASHED"].includes(state.type)) return undefined;
  return describeError(state.data, 0) ?? (state.message === null ? undefined : safe(state.message));
}

/** Values by name, as a programmer writes them. */
export function valuesText(values: Readonly<Record<string, unknown>>, width: number): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        `${safe(name)} = ${safe(inspect(value, { depth: 4, breakLength: Math.min(100, width - 4), maxArrayLength: 20, maxStringLength: 500 }))}`,
    )
    .join("\n");
}

function describeError(data: unknown, depth: number): string | undefined {
  if (typeof data !== "object" || data === null || depth > 8) return undefined;
  const { type, name, message, stack, cause } = data as Record<string, unknown>;
  if (depth === 0 && type !== "error") return undefined;
  const head = typeof stack === "string" && stack !== "" ? stack : `${name ?? "Error"}: ${message ?? ""}`;
  const because = describeError(cause, depth + 1);
  return safe(head) + (because === undefined ? "" : `\ncaused by ${because}`);
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
