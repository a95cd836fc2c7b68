import type { Style } from "./table.ts";

/** The colour of a state type, the same on every screen; none for a run without a state. */
export function stateStyle(type: string | null): Style | undefined {
  return type === null ? undefined : styles[type];
}

/** A mark beside the colour, so that the outcome is readable without it. */
export function stateMark(type: string | null): string {
  return (type === null ? undefined : marks[type]) ?? "·";
}

const styles: Record<string, Style> = {
  SCHEDULED: "yellow",
  PENDING: "gray",
  RUNNING: "blue",
  COMPLETED: "green",
  FAILED: "red",
  CANCELLED: "gray",
  CRASHED: "magenta",
  PAUSED: "yellow",
  CANCELLING: "gray",
};
const marks: Record<string, string> = {
  SCHEDULED: "◷",
  PENDING: "·",
  RUNNING: "▸",
  COMPLETED: "✔",
  FAILED: "✘",
  CANCELLED: "⊘",
  CRASHED: "✘",
  PAUSED: "⏸",
  CANCELLING: "⊘",
};
