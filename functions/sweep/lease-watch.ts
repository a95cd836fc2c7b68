import { parseTimestamp } from "#core/contract/scalars.ts";
import type { Clock } from "#core/ports/clock.ts";

/** Tells leases that ran out from those that only look so by this clock. */
export interface LeaseWatch {
  /** Whether the lease of that holder has ended, which it had until `expiresAt` when it was read just now. */
  hasEnded(holder: string, expiresAt: string): boolean;
}

/** How far the clocks of two functions may be apart: each up to two minutes off. */
export const SKEW_MS = 240_000;

/**
 * Leases are written by the clock of the function that was asked to renew them. Who reads the same clock need only compare. Who does not waits
 * until it has seen the lease unchanged for nine tenths of its length, by its own clock: whoever lives renews it when half is over. Only for a
 * lease that ran out longer ago than clocks may differ it takes the time at its word, so that who begins anew each time finds it too.
 */
export function createLeaseWatch(clock: Pick<Clock, "now">, leaseMs: number, skewMs: number): LeaseWatch {
  const seen = new Map<string, { expiresAt: string; since: number }>();
  return {
    hasEnded(holder, expiresAt) {
      const now = clock.now();
      const over = now - parseTimestamp(expiresAt);
      if (over >= skewMs) return true;
      const before = seen.get(holder);
      if (before?.expiresAt === expiresAt) return over >= 0 && now - before.since >= leaseMs * UNCHANGED;
      if (seen.size >= MOST) seen.clear();
      seen.set(holder, { expiresAt, since: now });
      return false;
    },
  };
}

// A little less than the whole: passes come each minute, give or take a second, and a lease is a minute too.
const UNCHANGED = 0.9;
const MOST = 10_000;
