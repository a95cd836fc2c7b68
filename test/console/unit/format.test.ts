import { describe, expect, it } from "vitest";
import { glimpse } from "../../../web/src/lib/glimpse.ts";
import { formatDuration, formatRelative, formatTicking } from "../../../web/src/lib/time.ts";
import { stateLabel, toneOf } from "../../../web/src/lib/tone.ts";

describe("durations", () => {
  it.each([
    [0, "0 ms"],
    [0.0004, "0 ms"],
    [0.0006, "1 ms"],
    [0.0124, "12 ms"],
    [0.9994, "999 ms"],
    [0.9996, "1.00 s"],
    [1.236, "1.24 s"],
    [12.34, "12.3 s"],
    [59.96, "1m 00s"],
    [65, "1m 05s"],
    [3_599.6, "1h 00m"],
    [7_380, "2h 03m"],
    [100 * 3_600, "4d 4h"],
    [-1, "0 ms"],
  ])("%d s reads %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it("ticks in whole seconds", () => {
    expect(formatTicking(3.9)).toBe("3 s");
    expect(formatTicking(61.9)).toBe("1m 01s");
  });
});

describe("moments", () => {
  const now = Date.UTC(2026, 10, 23, 12);
  it.each([
    [2_000, "just now"],
    [42_000, "42s ago"],
    [5 * 60_000, "5m ago"],
    [3 * 3_600_000, "3h ago"],
    [2 * 86_400_000, "2d ago"],
    [-80_000, "in 1m"],
    [-3.9 * 3_600_000, "in 4h"],
    [-1_000, "now"],
  ])("%d ms before now is %s", (ago, text) => {
    expect(formatRelative(now - ago, now)).toBe(text);
  });
});

describe("states", () => {
  it("refines a colour by the name", () => {
    expect(toneOf("COMPLETED", "Cached")).toBe("cached");
    expect(toneOf("SCHEDULED", "Late")).toBe("late");
    expect(toneOf("FAILED", "TimedOut")).toBe("failed");
    expect(toneOf(null)).toBe("pending");
  });

  it("reads names as words", () => {
    expect(stateLabel("SCHEDULED", "AwaitingRetry")).toBe("Awaiting retry");
    expect(stateLabel("COMPLETED", "All good")).toBe("All good");
    expect(stateLabel("CRASHED", null)).toBe("Crashed");
  });
});

describe("parameters at a glance", () => {
  it("keeps scalars and counts the rest", () => {
    expect(glimpse({ rows: 10, model: "forest", deep: { a: 1 }, many: [1, 2, 3, 4], few: [1, 2], none: null, on: true })).toBe(
      'rows=10  model="forest"  deep={…}  many=[4 items]  few=[1, 2]  none=null  on=true',
    );
  });

  it("cuts at the limit but shows at least one", () => {
    expect(glimpse({ one: "x".repeat(200), two: 2 }, 20)).toBe(`one="${"x".repeat(31)}…"  …`);
    expect(glimpse({})).toBe("");
  });
});
