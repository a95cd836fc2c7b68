import type { StateType } from "../../../core/contract/states.ts";

/** The colour family of a state; each also has its own icon and its name beside it, so colour never carries the meaning alone. */
export type Tone = "completed" | "cached" | "running" | "failed" | "crashed" | "late" | "paused" | "scheduled" | "cancelled" | "pending";

/** All state types in the order a person scans for trouble. */
export const stateTypes: readonly StateType[] = [
  "RUNNING",
  "FAILED",
  "CRASHED",
  "COMPLETED",
  "SCHEDULED",
  "PENDING",
  "PAUSED",
  "CANCELLING",
  "CANCELLED",
];

const byType: Readonly<Record<StateType, Tone>> = {
  SCHEDULED: "scheduled",
  PENDING: "pending",
  RUNNING: "running",
  COMPLETED: "completed",
  FAILED: "failed",
  CANCELLED: "cancelled",
  CRASHED: "crashed",
  PAUSED: "paused",
  CANCELLING: "cancelled",
};
const byName: Readonly<Record<string, Tone>> = { Late: "late", AwaitingRetry: "late", Cached: "cached" };

/** The tone of a state by type, refined by a well-known name. */
export function toneOf(type: StateType | null | undefined, name?: string | null): Tone {
  return (name == null ? undefined : byName[name]) ?? (type == null ? "pending" : byType[type]);
}

/** "AwaitingRetry" to "Awaiting retry"; names people made up with spaces stay as they are. */
export function stateLabel(type: StateType | null | undefined, name?: string | null): string {
  const text = name ?? (type == null ? "Unknown" : type.charAt(0) + type.slice(1).toLowerCase());
  return text.includes(" ") ? text : text.replace(/(?<=[a-z])([A-Z])/g, (capital) => ` ${capital.toLowerCase()}`);
}

/** Whether a state type ends a run. */
export function isFinal(type: StateType | null | undefined): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CRASHED" || type === "CANCELLED";
}

/** Whether something should move: the run is being worked on right now. */
export function isActive(type: StateType | null | undefined): boolean {
  return type === "RUNNING" || type === "PENDING" || type === "CANCELLING";
}
