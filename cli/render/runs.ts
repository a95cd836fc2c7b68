import type { FlowRun } from "#core/contract/flow-runs.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import { stateMark, stateStyle } from "./state.ts";
import type { Column, Paint } from "./table.ts";
import { oneLine, safe } from "./text.ts";
import { duration, localTime, relativeTime } from "./time.ts";

type Run = FlowRun | TaskRun;

/** State of a run in its colour. */
export const stateColumn: Column<Run> = {
  title: "STATE",
  value: (run) => `${stateMark(run.state_type)} ${run.state_name ?? "–"}`,
  min: 9,
  style: (run) => stateStyle(run.state_type),
};

/** The id; where space is short, its beginning, as long as it tells these rows apart. Commands accept it as well. */
export function idColumn<Row extends { readonly id: string }>(rows: readonly Row[]): Column<Row> {
  const length = distinctLength(rows.map(({ id }) => id));
  return { title: "ID", value: ({ id }) => id, short: ({ id }) => id.slice(0, length), min: length, style: () => "dim" };
}

/** How long the run took, or has been taking. */
export const durationColumn: Column<Run> = { title: "DURATION", value: (run) => runTime(run), align: "right", min: 8, drop: 2 };

/** When the run started, or is to start. */
export function startedColumn(now: number): Column<Run> {
  return { title: "STARTED", value: (run) => startedAt(run, now), min: 9, drop: 1 };
}

/** The tags of a run. */
export const tagsColumn: Column<{ readonly tags: readonly string[] }> = {
  title: "TAGS",
  value: ({ tags }) => tags.join(","),
  min: 6,
  drop: 4,
  style: () => "cyan",
};

/** Length of a run so far. */
export function runTime(run: Run): string {
  return run.start_time === null ? "–" : duration(run.end_time === null ? run.estimated_run_time : run.total_run_time);
}

/** `12s ago`, or `in 3m` for a run that has not begun. */
export function startedAt(run: Run, now: number): string {
  const at = run.start_time ?? run.expected_start_time;
  return at === null ? "–" : relativeTime(parseTimestamp(at), now);
}

/** `2026-11-23 09:30:00.123 (12s ago)` */
export function timeAndAge(at: string | null, now: number): string | undefined {
  return at === null ? undefined : `${localTime(parseTimestamp(at))} (${relativeTime(parseTimestamp(at), now)})`;
}

/** A state in its colour, for a line of its own. */
export function paintedState(state: Pick<State, "type" | "name">, paint: Paint): string {
  const style = stateStyle(state.type);
  const text = `${stateMark(state.type)} ${safe(state.name)}`;
  return style === undefined ? text : paint(style, text);
}

/** A state in its colour, with its message. */
export function stateText(state: State | null, paint: Paint): string {
  if (state === null) return "–";
  return paintedState(state, paint) + (state.message ? `  ${paint("dim", oneLine(state.message))}` : "");
}

/** Ids begin with their time, so those made in the same millisecond differ late. */
function distinctLength(ids: readonly string[]): number {
  let length = 13;
  while (length < 36 && new Set(ids.map((id) => id.slice(0, length))).size < new Set(ids).size) length += 1;
  return length;
}
