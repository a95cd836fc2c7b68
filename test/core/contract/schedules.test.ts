import { describe, expect, it } from "vitest";
import { MAX_RRULE_LENGTH, Schedule, ScheduleInput } from "#core/contract/schedules.ts";

describe("ScheduleInput", () => {
  it.each([
    [{ interval: 300 }, { interval: 300, anchor_date: "2020-01-01T00:00:00.000000Z", timezone: "UTC" }],
    [
      { interval: 0.5, anchor_date: "2026-11-23 09:00:00+02:00", timezone: "Europe/Kyiv" },
      { interval: 0.5, anchor_date: "2026-11-23T07:00:00.000000Z", timezone: "Europe/Kyiv" },
    ],
    [
      { interval: 1, anchor_date: null, timezone: "America/New_York" },
      { interval: 1, anchor_date: "2020-01-01T05:00:00.000000Z", timezone: "America/New_York" },
    ],
    [{ cron: "@daily" }, { cron: "@daily", timezone: "UTC", day_or: true }],
    [
      { cron: "0 9 * * *", timezone: "America/New_York", day_or: false },
      { cron: "0 9 * * *", timezone: "America/New_York", day_or: false },
    ],
    [
      { cron: "0 9 * * *", day_or: null },
      { cron: "0 9 * * *", timezone: "UTC", day_or: true },
    ],
    [
      { rrule: "FREQ=DAILY", timezone: null },
      { rrule: "FREQ=DAILY", timezone: "UTC" },
    ],
  ])("%j", (sent, parsed) => {
    expect(ScheduleInput.parse(sent)).toEqual(parsed);
    expect(Schedule.parse(parsed)).toEqual(parsed);
  });

  it.each([
    ["no shape", {}],
    ["two shapes", { cron: "@daily", interval: 1 }],
    ["another key", { cron: "@daily", anchor_date: null }],
    ["day_or of an rrule", { rrule: "FREQ=DAILY", day_or: true }],
    ["no time between runs", { interval: 0 }],
    ["time running backwards", { interval: -60 }],
    ["less than a millisecond", { interval: 0.0005 }],
    ["no number", { interval: "300" }],
    ["an endless interval", { interval: Number.POSITIVE_INFINITY }],
    ["an anchor that is no date", { interval: 60, anchor_date: "yesterday" }],
    ["an unknown zone", { cron: "@daily", timezone: "Europe/Atlantis" }],
    ["an empty zone", { cron: "@daily", timezone: "" }],
    ["an offset for a zone", { cron: "@daily", timezone: "+02:00" }],
    ["an empty cron", { cron: "" }],
    ["a long rrule", { rrule: `FREQ=DAILY;${"X".repeat(MAX_RRULE_LENGTH)}` }],
    ["null", null],
  ])("does not parse: %s", (_, value) => {
    expect(ScheduleInput.safeParse(value).success).toBe(false);
  });

  it("takes an rrule of just the longest length", () => {
    expect(ScheduleInput.safeParse({ rrule: "X".repeat(MAX_RRULE_LENGTH) }).success).toBe(true);
    expect(ScheduleInput.safeParse({ rrule: "X".repeat(MAX_RRULE_LENGTH + 1) }).success).toBe(false);
  });
});

describe("Schedule", () => {
  it("as stored tolerates keys it does not know and never answers them", () => {
    expect(Schedule.parse({ cron: "@daily", timezone: "UTC", day_or: true, later: 1 })).toEqual({
      cron: "@daily",
      timezone: "UTC",
      day_or: true,
    });
  });
});
