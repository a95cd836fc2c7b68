import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentsNeeded, type FleetBounds, type FleetPlan, planFleet } from "#core/rules/fleet-size.ts";

const bounds: fc.Arbitrary<FleetBounds> = fc
  .record({ min: fc.nat(3), more: fc.nat(20), runsAtOnce: fc.integer({ min: 1, max: 8 }), idleMs: fc.nat(1_000_000) })
  .map(({ min, more, ...rest }) => ({ ...rest, min, max: min + more }));
const looks = fc.array(fc.tuple(fc.nat(600_000), fc.nat(60)), { minLength: 1, maxLength: 60 });

/** All plans that follow from looking so long after each other at so many runs. */
function follow(given: readonly (readonly [number, number])[], limits: FleetBounds) {
  let plan: FleetPlan = { desired: limits.min, below: null };
  let now = 1_000_000;
  return given.map(([passed, runs]) => {
    now += passed;
    const before = plan;
    plan = planFleet(before, runs, now, limits);
    return { before, plan, now, needed: agentsNeeded(runs, limits) };
  });
}

describe("the size of a fleet", () => {
  it("is never below what is needed, and within its bounds", () => {
    fc.assert(
      fc.property(looks, bounds, (given, limits) => {
        for (const { plan, needed } of follow(given, limits)) {
          expect(plan.desired).toBeGreaterThanOrEqual(needed);
          expect(plan.desired).toBeGreaterThanOrEqual(limits.min);
          expect(plan.desired).toBeLessThanOrEqual(limits.max);
        }
      }),
    );
  });

  it("shrinks only to what was needed at the busiest of a whole idle window", () => {
    fc.assert(
      fc.property(looks, bounds, (given, limits) => {
        const all = follow(given, limits);
        for (const [at, { before, plan, now }] of all.entries()) {
          if (plan.desired >= before.desired) continue;
          const window = all.slice(0, at + 1).filter((one) => one.now >= now - limits.idleMs);
          for (const { needed } of window) expect(plan.desired).toBeGreaterThanOrEqual(needed);
        }
      }),
    );
  });

  it("is the least it may be once nothing was needed for two idle windows", () => {
    fc.assert(
      fc.property(looks, bounds, (given, limits) => {
        const quiet = Array.from({ length: 4 }, () => [limits.idleMs + 1, 0] as const);
        expect(follow([...given, ...quiet], limits).at(-1)?.plan).toEqual({ desired: limits.min, below: null });
      }),
    );
  });

  it("is the same plan when it is looked at twice in one moment", () => {
    fc.assert(
      fc.property(looks, bounds, (given, limits) => {
        const { plan, now } = follow(given, limits).at(-1)!;
        const runs = given.at(-1)![1];
        fc.pre(limits.idleMs > 0);
        expect(planFleet(plan, runs, now, limits).desired).toBe(plan.desired);
      }),
    );
  });
});
