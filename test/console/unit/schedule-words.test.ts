import { describe, expect, it } from "vitest";
import { draftOf, timesOf } from "../../../web/src/features/deployments/schedule-draft.ts";
import { schedulesWords, scheduleWords } from "../../../web/src/lib/schedule-words.ts";
import { msToWall, wallToMs } from "../../../web/src/lib/zone.ts";

const anchor_date = "2026-01-01T04:00:00.000000Z";

describe("a schedule in words", () => {
  it.each([
    [5, "every 5 seconds"],
    [60, "every minute"],
    [300, "every 5 minutes"],
    [5_400, "every 90 minutes"],
    [3_600, "every hour"],
    [86_400, "every day at 06:00, Europe/Kyiv"],
    [7 * 86_400, "every week at 06:00, Europe/Kyiv"],
    [0.5, "every 500 ms"],
  ])("an interval of %d s reads %s", (interval, words) =>
    expect(scheduleWords({ interval, anchor_date, timezone: "Europe/Kyiv" })).toBe(words),
  );

  it.each([
    ["* * * * *", "every minute"],
    ["*/15 * * * *", "every 15 minutes"],
    ["5 * * * *", "every hour at :05"],
    ["0 */6 * * *", "every 6 hours at :00"],
    ["30 6 * * *", "every day at 06:30"],
    ["0 6,18 * * 1-5", "on weekdays at 06:00 and 18:00"],
    ["0 8 * * MON,thu", "on Mondays and Thursdays at 08:00"],
    ["0 8 * * 7", "on Sundays at 08:00"],
    ["0 8 * * 0,6", "at weekends at 08:00"],
    ["0 3 1,15 * *", "on day 1 and 15 of the month at 03:00"],
    ["0 3 1 * 1", "cron 0 3 1 * 1"],
    ["0 3 * 2 *", "cron 0 3 * 2 *"],
    ["0 3 * * 5L", "cron 0 3 * * 5L"],
  ])("cron %s reads %s", (cron, words) => expect(scheduleWords({ cron, timezone: "UTC", day_or: true })).toBe(`${words}, UTC`));

  it.each([
    ["FREQ=WEEKLY;BYDAY=MO;BYHOUR=8;BYMINUTE=30", "on Mondays at 08:30"],
    ["RRULE:FREQ=DAILY;INTERVAL=2", "every 2 days"],
    ["DTSTART:20260101T060000\nRRULE:FREQ=HOURLY", "every hour"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"],
    ["RRULE:FREQ=DAILY;COUNT=3", "rrule FREQ=DAILY;COUNT=3"],
  ])("%s reads %s", (rrule, words) => expect(scheduleWords({ rrule, timezone: "UTC" })).toBe(`${words}, UTC`));

  it("counts those beside the first active one", () => {
    const [paused, active] = [
      { schedule: { cron: "0 1 * * *", timezone: "UTC", day_or: true }, active: false },
      { schedule: { interval: 300, anchor_date, timezone: "UTC" }, active: true },
    ];
    expect(schedulesWords([paused, active])).toBe("Every 5 minutes and 1 more");
    expect(schedulesWords([paused])).toBe("Every day at 01:00, UTC (paused)");
    expect(schedulesWords([])).toBe("No schedule");
  });
});

describe("wall times", () => {
  it.each([
    ["2026-03-29T02:30", "2026-03-29T00:30:00.000Z"], // no summer time yet
    ["2026-03-29T04:30", "2026-03-29T01:30:00.000Z"],
    ["2026-10-25T03:30", "2026-10-25T00:30:00.000Z"], // twice: the earlier one
    ["2026-10-25T05:30", "2026-10-25T03:30:00.000Z"],
  ])("%s in Kyiv is %s", (wall, instant) => expect(new Date(wallToMs(wall, "Europe/Kyiv")!).toISOString()).toBe(instant));

  it("come back as they were written", () => {
    for (const zone of ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham"])
      expect(msToWall(wallToMs("2026-07-01T12:34", zone)!, zone)).toBe("2026-07-01T12:34");
  });

  it("of no zone or no time are none", () => {
    expect(wallToMs("2026-07-01T12:34", "Mars/Olympus")).toBeUndefined();
    expect(wallToMs("soon", "UTC")).toBeUndefined();
  });
});

describe("a schedule being typed", () => {
  it("becomes what the API takes", () => {
    const draft = { ...draftOf(), timezone: "Europe/Kyiv" };
    expect(timesOf({ ...draft, every: "2", unit: "hours", anchor: "2026-01-01T06:00" })).toEqual({
      schedule: { interval: 7_200, timezone: "Europe/Kyiv", anchor_date: "2026-01-01T04:00:00.000Z" },
    });
    expect(timesOf({ ...draft, kind: "cron", cron: " 0 6 * * * " })).toEqual({
      schedule: { cron: "0 6 * * *", timezone: "Europe/Kyiv", day_or: true },
    });
    expect(timesOf({ ...draft, every: "0" })).toHaveProperty("problem");
    expect(timesOf({ ...draft, kind: "rrule", rrule: " " })).toHaveProperty("problem");
  });

  it("begins as the schedule it edits, in the largest whole unit", () => {
    const common = { id: "", created: "", updated: "", deployment_id: "", active: true, max_scheduled_runs: null, slug: null };
    const draft = draftOf({
      ...common,
      schedule: { interval: 10_800, anchor_date, timezone: "Europe/Kyiv" },
      parameters: { n: 1 },
      overlap: "skip",
      catch_up: { within: 60 },
    });
    expect(draft).toMatchObject({
      every: "3",
      unit: "hours",
      anchor: "2026-01-01T06:00",
      overlap: "skip",
      catchUp: "within",
      within: "60",
    });
    expect(JSON.parse(draft.parameters)).toEqual({ n: 1 });
  });
});
