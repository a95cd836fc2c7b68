import { cronSchedule, intervalSchedule, rruleSchedule } from "millrace";
import { describe, expect, it } from "vitest";
import type { Schedule } from "#core/contract/schedules.ts";
import { scheduledTimes } from "#core/rules/schedules/times.ts";

const next = (schedule: Schedule, after: string, limit: number) =>
  scheduledTimes(schedule, { after: Date.parse(after), limit }).map((time) => new Date(time).toISOString().slice(0, 16));

describe("intervalSchedule", () => {
  it("adds its units up", () => {
    expect(intervalSchedule({ minutes: 5 })).toEqual({
      schedule: { interval: 300, timezone: "UTC", anchor_date: "2020-01-01T00:00:00.000000Z" },
    });
    expect(intervalSchedule({ weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1.5 }).schedule).toMatchObject({ interval: 694_861.5 });
  });

  it("reads an anchor without an offset on the wall clock of its zone", () => {
    const anchored = (anchor: string | Date, timezone?: string) =>
      (intervalSchedule({ days: 1, anchor, ...(timezone && { timezone }) }).schedule as { anchor_date: string }).anchor_date.slice(0, 16);
    expect(anchored("2026-11-23T09:00", "Europe/Kyiv")).toBe("2026-11-23T07:00");
    expect(anchored("2026-11-23T09:00")).toBe("2026-11-23T09:00");
    expect(anchored("2026-11-23T09:00+05:30", "Europe/Kyiv")).toBe("2026-11-23T03:30");
    expect(anchored("2026-11-23 09:00Z", "Europe/Kyiv")).toBe("2026-11-23T09:00");
    expect(anchored(new Date("2026-11-23T09:00Z"), "Europe/Kyiv")).toBe("2026-11-23T09:00");
    expect(anchored("2026-11-23", "America/New_York")).toBe("2026-11-23T05:00");
  });

  it("counts months by the calendar, and takes the last day where the anchor's is missing", () => {
    const monthly = intervalSchedule({ months: 1, anchor: "2026-01-31T08:00", timezone: "Europe/Berlin" });
    expect(next(monthly.schedule, "2026-01-01T00:00Z", 4)).toEqual([
      "2026-01-31T07:00",
      "2026-02-28T07:00",
      "2026-03-31T06:00",
      "2026-04-30T06:00",
    ]);
    expect(next(intervalSchedule({ months: 3, anchor: "2026-02-15" }).schedule, "2026-03-01T00:00Z", 2)).toEqual([
      "2026-05-15T00:00",
      "2026-08-15T00:00",
    ]);
  });

  it.each([
    [{}, "option seconds"],
    [{ minutes: -1 }, "option minutes"],
    [{ minutes: Number.NaN }, "option minutes"],
    [{ hours: 0 }, "option hours"],
    [{ months: 1.5 }, "option months"],
    [{ months: 1, days: 3 }, "option months"],
    [{ minutes: 5, anchor: "soon" }, "option anchor"],
    [{ minutes: 5, anchor: new Date(Number.NaN) }, "option anchor"],
    [{ minutes: 5, timezone: "Kiew" }, "option timezone"],
    [{ minutes: 5, timezone: "+02:00" }, "option timezone"],
    [{ minutes: 5, overlap: "maybe" as "skip" }, "option overlap"],
    [{ minutes: 5, catchUp: { withinSeconds: 0 } }, "option catchUp"],
    [{ minutes: 5, slug: "" }, "option slug"],
  ])("refuses %j, naming the option", (options, text) => {
    expect(() => intervalSchedule(options)).toThrow(
      expect.objectContaining({ code: "invalid-options", message: expect.stringContaining(text) }),
    );
  });
});

describe("cronSchedule and rruleSchedule", () => {
  it("keep text, zone and what else was said", () => {
    expect(cronSchedule("0 9 * * MON-FRI", { timezone: "Europe/Kyiv", dayOr: false, overlap: "skip", paused: true })).toEqual({
      schedule: { cron: "0 9 * * MON-FRI", timezone: "Europe/Kyiv", day_or: false },
      overlap: "skip",
      paused: true,
    });
    expect(rruleSchedule("FREQ=DAILY;BYHOUR=9", { slug: "morning", parameters: { n: 1 }, catchUp: "latest" })).toEqual({
      schedule: { rrule: "FREQ=DAILY;BYHOUR=9", timezone: "UTC" },
      slug: "morning",
      parameters: { n: 1 },
      catchUp: "latest",
    });
  });

  it.each([
    [() => cronSchedule("0 0 9 * * *"), "6 fields"],
    [() => cronSchedule("61 * * * *"), "minute"],
    [() => cronSchedule("0 0 30 2 *"), "never fires"],
    [() => cronSchedule(""), "option cron"],
    [() => cronSchedule("* * * * *", { timezone: "Mars" }), "option timezone"],
    [() => rruleSchedule("FREQ=OFTEN"), "FREQ"],
    [() => rruleSchedule("FREQ=DAILY", { timezone: "" }), "option timezone"],
  ])("refuse what cannot be followed (%#)", (make, text) => {
    expect(make).toThrow(expect.objectContaining({ code: "invalid-options", message: expect.stringContaining(text) }));
  });
});
