import { describe, expect, it } from "vitest";
import { duration, relativeTime } from "#cli/render/time.ts";

describe("relative time", () => {
  const now = Date.UTC(2026, 10, 23, 12);
  it.each([
    [0, "now"],
    [400, "now"],
    [1_000, "1s ago"],
    [59_000, "59s ago"],
    [60_000, "1m ago"],
    [3_599_000, "59m ago"],
    [3_600_000, "1h ago"],
    [86_400_000, "1d ago"],
    [29 * 86_400_000, "29d ago"],
    [30 * 86_400_000, "2026-10-24"],
    [-5_000, "in 5s"],
    [-7_200_000, "in 2h"],
  ])("%i ms ago is %s", (age, text) => {
    expect(relativeTime(now - age, now)).toBe(text);
  });
});

describe("duration", () => {
  it.each([
    [0, "0ms"],
    [-1, "0ms"],
    [0.0004, "0ms"],
    [0.35, "350ms"],
    [0.9994, "999ms"],
    [0.9996, "1.0s"],
    [1.25, "1.3s"],
    [59.94, "59.9s"],
    [59.96, "1m 0s"],
    [125, "2m 5s"],
    [3599, "59m 59s"],
    [3600, "1h 0m"],
    [86_400, "1d 0h"],
    [183_600, "2d 3h"],
  ])("%d s is %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
