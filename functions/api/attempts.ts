import { ProblemError } from "#core/contract/problem.ts";
import type { Clock } from "#core/ports/clock.ts";

/** Counts tokens that were refused at the sign-in. */
export interface Attempts {
  /** @throws ProblemError `too-many-attempts` for an address that had too many refused lately. */
  check(address: string): void;
  /** Notes a refused token, and waits a second while many are refused from everywhere. */
  failed(address: string): Promise<void>;
}

/** Refused tokens an address has at hand, and how long it takes to get one back. */
export const ATTEMPTS = { most: 10, backMs: 6_000 } as const;
/** Beyond so many refused tokens a minute, from all addresses, each refusal takes a second. */
export const SLOW_FROM = 100;

/**
 * A bucket of attempts per address. Only refused tokens take from it, and only the sign-in of that address is refused: nobody can lock out
 * others, and callers with a token or a session never pass here. All addresses together are slowed, never refused.
 */
export function createAttempts(clock: Clock): Attempts {
  const buckets = new Map<string, { left: number; at: number }>();
  let minute = { from: 0, failures: 0 };
  const leftOf = (address: string) => {
    const bucket = buckets.get(address);
    return bucket === undefined ? ATTEMPTS.most : Math.min(ATTEMPTS.most, bucket.left + (clock.now() - bucket.at) / ATTEMPTS.backMs);
  };
  return {
    check(address) {
      const left = leftOf(address);
      if (left >= 1) return;
      const retryAfter = Math.ceil(((1 - left) * ATTEMPTS.backMs) / 1000);
      throw new ProblemError("too-many-attempts", {
        what: "Too many wrong tokens came from your address.",
        do: `Try again in ${retryAfter} seconds; the API and those signed in go on.`,
        retryAfter,
      });
    },
    async failed(address) {
      const now = clock.now();
      const left = leftOf(address) - 1;
      // the oldest goes: it has the most back
      if (buckets.size >= ADDRESSES && !buckets.has(address)) buckets.delete(buckets.keys().next().value!);
      buckets.delete(address);
      buckets.set(address, { left: Math.max(0, left), at: now });
      if (now - minute.from > 60_000) minute = { from: now, failures: 0 };
      minute.failures += 1;
      if (minute.failures > SLOW_FROM) await clock.sleep(1_000);
    },
  };
}

/** Addresses remembered, so that many of them can't fill the memory. */
const ADDRESSES = 10_000;
