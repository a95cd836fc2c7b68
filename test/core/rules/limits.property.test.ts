import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Limit, secondsUntilFree, take, undo, usedSlots } from "#core/rules/limits.ts";
import { newLimit } from "#functions/services/documents/limit.ts";

const request = (slots: number, mark: string) => ({
  flow_run_id: null,
  task_run_id: null,
  lease_id: mark,
  name: null,
  slots,
  expires: 0,
  mark,
});

describe("a rate limit", () => {
  it("never grants more than its bucket and what came back since, in any stretch of time", () => {
    const steps = fc.array(fc.record({ wait: fc.integer({ min: -50, max: 3000 }), slots: fc.integer({ min: 1, max: 4 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.double({ min: 0.05, max: 10, noNaN: true }), steps, (size, rate, asks) => {
        let limit: Limit = newLimit({ name: "rate", limit: size, slot_decay_per_second: rate }, 0);
        let now = 1_000_000;
        let latest = now;
        const grants: { at: number; slots: number }[] = [];
        for (const [at, { wait, slots }] of asks.entries()) {
          now += wait;
          latest = Math.max(latest, now);
          const taken = take(limit, request(slots, String(at)), now);
          if (taken === undefined) continue;
          limit = taken.limit;
          grants.push({ at: latest, slots });
        }
        for (const from of grants) {
          const granted = grants.filter(({ at }) => at >= from.at);
          const sum = granted.reduce((total, { slots }) => total + slots, 0);
          const stretch = (granted.at(-1)!.at - from.at) / 1000;
          expect(sum).toBeLessThanOrEqual(size + stretch * rate + 1e-6);
        }
      }),
    );
  });

  it("grants after the time it names, and gives back only a grant that was not used", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 8 }),
        (size, rate, slots) => {
          fc.pre(slots <= size);
          const full = take(newLimit({ name: "rate", limit: size, slot_decay_per_second: rate }, 0), request(size, "a"), 0)!.limit;
          const wait = secondsUntilFree(full, slots, 0);
          const enough = slots / rate <= 10;
          if (enough) expect(take(full, request(slots, "b"), wait * 1000 + 1)).toBeDefined();
          expect(usedSlots(undo(full, request(size, "a"), 0)!, 0)).toBe(0);
          expect(undo(full, request(slots, "b"), 0)).toBeUndefined();
        },
      ),
    );
  });
});
