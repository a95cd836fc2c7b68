import type { Query } from "@tanstack/react-query";
import { pace } from "./client.ts";

/**
 * When to ask again: every `ms`, never sooner than four times the last answer took, twice as rarely after each failure (up to a minute).
 * A hidden tab does not ask at all (TanStack Query's default) and asks at once when it is shown.
 */
export function every(ms: number | false, failures = 0): number | false {
  if (ms === false) return false;
  return Math.min(60_000, Math.max(ms, 4 * pace.lastMs) * 2 ** Math.min(failures, 6));
}

/** Failures to count for {@link every}: none while the last answer was good. */
export function failuresOf({ state }: { readonly state: Pick<Query["state"], "error" | "errorUpdateCount"> }): number {
  return state.error === null ? 0 : state.errorUpdateCount;
}
