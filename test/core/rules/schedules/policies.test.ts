import { describe, expect, it } from "vitest";
import { CatchUp } from "#core/contract/schedules.ts";
import { timesToCatchUp } from "#core/rules/schedules/catch-up.ts";
import { decideOverlap } from "#core/rules/schedules/overlap.ts";

describe("timesToCatchUp", () => {
  const now = 100_000;
  it.each([
    ["all", [20_000, 40_000, 90_000]],
    ["latest", [90_000]],
    ["none", []],
    [{ within: 60 }, [40_000, 90_000]],
    [{ within: 59.999 }, [90_000]],
    [{ within: 5 }, []],
  ] as const)("%j", (policy, expected) => {
    expect(timesToCatchUp(policy, [40_000, 20_000, 90_000, 20_000, 100_001], now)).toEqual(expected);
  });
  it("has nothing to run when nothing was missed", () => {
    for (const policy of ["all", "latest", "none", { within: 60 }] as const) expect(timesToCatchUp(policy, [], now)).toEqual([]);
  });
  it("a time of this very instant counts as past", () => {
    expect(timesToCatchUp("latest", [now], now)).toEqual([now]);
  });
});

describe("CatchUp", () => {
  it.each([["some"], [{ within: 0 }], [{ within: -1 }], [{ within: 60, other: 1 }], [{}], [null]])("%j does not parse", (value) => {
    expect(CatchUp.safeParse(value).success).toBe(false);
  });
});

describe("decideOverlap", () => {
  const active = [{ id: "first" }, { id: "second" }];
  it.each([
    ["allow", { action: "start" }],
    ["skip", { action: "skip", reason: "Skipped, since run second of the same schedule has not ended." }],
    ["queue", { action: "wait", behind: "second" }],
    ["cancel-running", { action: "cancel", runs: ["first", "second"] }],
  ] as const)("%s", (policy, expected) => {
    expect(decideOverlap(policy, active)).toEqual(expected);
    expect(decideOverlap(policy, [])).toEqual({ action: "start" });
  });
});
