import { describe, expect, it } from "vitest";
import { gatherParameter } from "#cli/parameters.ts";
import { scheduleText } from "#cli/render/schedule.ts";
import { duration, pointInTime, readDuration } from "#cli/when.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const at = pointInTime(() => NOW);

describe("times on the command line", () => {
  it("reads lengths of time", () => {
    expect(["90s", "10m", "1h30m", "2d", "1w", "1.5h", "500ms", "1h 5s"].map(readDuration)).toEqual([
      90, 600, 5400, 172_800, 604_800, 5400, 0.5, 3605,
    ]);
    for (const text of ["", "soon", "5", "m", "5 minutes", "-5m", "5m!"]) expect(readDuration(text)).toBeUndefined();
    expect(() => duration("0s")).toThrow("length of time");
  });

  it("reads points in time: ahead, with an offset, and on this machine's clock", () => {
    expect(at("in 10m")).toBe("2026-11-23T09:10:00.000000Z");
    expect(at("2026-11-23T12:00:00+02:00")).toBe("2026-11-23T10:00:00.000000Z");
    expect(at("2026-11-23 12:00Z")).toBe("2026-11-23T12:00:00.000000Z");
    expect(Date.parse(at("2026-11-23T12:00"))).toBe(new Date(2026, 10, 23, 12).getTime());
    expect(Date.parse(at("2026-11-23"))).toBe(new Date(2026, 10, 23).getTime());
    for (const text of ["soon", "in a while", "in 2026-11-23", "2026-02-31"]) expect(() => at(text)).toThrow("Expected a time");
  });

  it("says schedules in few words", () => {
    const anchor_date = "2020-01-01T00:00:00.000000Z";
    expect(scheduleText({ interval: 300, anchor_date, timezone: "UTC" })).toBe("every 5m");
    expect(scheduleText({ interval: 694_861.5, anchor_date, timezone: "Europe/Kyiv" })).toBe("every 1w 1d 1h 1m 1.5s, Europe/Kyiv");
    expect(scheduleText({ rrule: "DTSTART:20260101T000000\nRRULE:FREQ=DAILY", timezone: "UTC" })).toBe(
      "DTSTART:20260101T000000 ⏎ RRULE:FREQ=DAILY",
    );
  });
});

describe("parameters on the command line", () => {
  it("are JSON where they read as JSON, and text elsewhere", () => {
    const given = ["n=5", 'list=[1,"a"]', "day=2026-11-23", "yes=true", "text=a=b", "empty=", 'quoted="5"'].reduce(
      (before: Record<string, unknown>, text) => gatherParameter(text, before),
      {},
    );
    expect(given).toEqual({ n: 5, list: [1, "a"], day: "2026-11-23", yes: true, text: "a=b", empty: "", quoted: "5" });
    expect(() => gatherParameter("n")).toThrow("key=value");
    expect(() => gatherParameter("=1")).toThrow("key=value");
  });
});
