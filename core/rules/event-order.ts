import type { Event } from "#core/contract/events.ts";

/** Where an event stands among others: its time, then its id. */
export type EventPlace = Pick<Event, "occurred" | "id">;

/** Compares by time, then id, oldest first. */
export function byEventTime(a: EventPlace, b: EventPlace): number {
  if (a.occurred !== b.occurred) return a.occurred < b.occurred ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}
