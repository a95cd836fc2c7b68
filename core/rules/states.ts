import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { State, StateCreate, StateType } from "#core/contract/states.ts";

/** How long a pause lasts when its proposer named no timeout, in milliseconds. */
export const DEFAULT_PAUSE_MS = 3_600_000;

/** True for the four types a run ends in: COMPLETED, FAILED, CANCELLED, CRASHED. */
export function isFinal(type: StateType | null | undefined): boolean {
  return type === "COMPLETED" || type === "FAILED" || type === "CANCELLED" || type === "CRASHED";
}

/** The default name of a type: "Running" for RUNNING. */
export function stateName(type: StateType): string {
  return titles[type];
}

/**
 * The state to store for a proposed one: name, scheduled time and pause timeout filled in, empty details left out.
 * `fixed` details (whose state it is) replace the proposer's.
 */
export function makeState(
  proposed: StateCreate,
  assigned: { readonly id: string; readonly timestamp: string },
  fixed?: NonNullable<StateCreate["state_details"]>,
): State {
  const details: Details = {};
  copySaying(details, proposed.state_details);
  copySaying(details, fixed);
  if (proposed.type === "SCHEDULED" && details.scheduled_time === undefined) details.scheduled_time = assigned.timestamp;
  if (proposed.type === "PAUSED" && details.pause_timeout === undefined) {
    details.pause_timeout = formatTimestamp(parseTimestamp(assigned.timestamp) + DEFAULT_PAUSE_MS);
  }
  return {
    id: assigned.id,
    type: proposed.type,
    name: proposed.name ?? titles[proposed.type],
    timestamp: assigned.timestamp,
    message: proposed.message ?? null,
    data: proposed.data ?? null,
    state_details: details,
  } as State;
}

/** True if the state's result can be read again: data is there and not marked as kept nowhere. */
export function hasKeptResult(state: Pick<State, "data" | "state_details">): boolean {
  if (state.data === null || state.data === undefined || state.state_details.untrackable_result === true) return false;
  return (state.data as { type?: unknown }).type !== "unpersisted";
}

const titles: Record<StateType, string> = {
  SCHEDULED: "Scheduled",
  PENDING: "Pending",
  RUNNING: "Running",
  COMPLETED: "Completed",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
  CRASHED: "Crashed",
  PAUSED: "Paused",
  CANCELLING: "Cancelling",
};

type Details = { -readonly [K in keyof NonNullable<StateCreate["state_details"]>]: NonNullable<StateCreate["state_details"]>[K] };

// An absent key means its default, so defaults are not worth storing. Only `retriable: false` says more than nothing.
function copySaying(details: Record<string, unknown>, given: StateCreate["state_details"]): void {
  for (const key in given) {
    const value = given[key as keyof Details];
    if (value !== null && value !== undefined && (value !== false || key === "retriable")) details[key] = value;
  }
}
