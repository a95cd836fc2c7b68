import { describe, expect, it } from "vitest";
import type { Schedule } from "#core/contract/schedules.ts";
import { DEFAULT_WINDOW, runsToMaterialise, scheduledRunId } from "#core/rules/schedules/materialise.ts";
import { cron, interval, rrule, short } from "./firings.ts";

const now = Date.parse("2026-11-23T09:00:00Z");
const runs = (schedule: Schedule, window = DEFAULT_WINDOW, at = now) =>
  runsToMaterialise({ deploymentId: "d", scheduleId: "s", schedule }, at, window);
const times = (...given: Parameters<typeof runs>) => runs(...given).map((run) => short(run.time));

describe("runsToMaterialise", () => {
  it("makes three runs however far apart", () => {
    expect(times(cron("0 0 * * *"))).toEqual(["2026-11-24T00:00Z", "2026-11-25T00:00Z", "2026-11-26T00:00Z"]);
  });
  it("covers an hour when runs are close, and begins with now", () => {
    const made = times(interval(300));
    expect(made).toHaveLength(13);
    expect([made[0], made.at(-1)]).toEqual(["2026-11-23T09:00Z", "2026-11-23T10:00Z"]);
  });
  it("makes no more than a hundred", () => {
    expect(times(interval(1)).at(-1)).toBe("2026-11-23T09:01:39Z");
    expect(times(interval(1))).toHaveLength(100);
  });
  it("looks no further ahead than a hundred days", () => {
    expect(times(cron("0 0 1 * *"))).toEqual(["2026-12-01T00:00Z", "2027-01-01T00:00Z", "2027-02-01T00:00Z"]);
    expect(times(cron("0 0 1 1 *"))).toEqual(["2027-01-01T00:00Z"]);
    expect(times(cron("0 9 3 3 *"))).toEqual(["2027-03-03T09:00Z"]);
    expect(times(cron("1 9 3 3 *"))).toEqual([]);
  });
  it("makes what is left of a schedule that ends", () => {
    expect(times(rrule("DTSTART:20261123T090000\nRRULE:FREQ=MINUTELY;COUNT=4"))).toHaveLength(4);
  });
  it("takes another window", () => {
    expect(times(interval(300), { ...DEFAULT_WINDOW, mostRuns: 2 })).toEqual(["2026-11-23T09:00Z", "2026-11-23T09:05Z"]);
    expect(times(interval(300), { ...DEFAULT_WINDOW, leastRuns: 1, leastTime: 0 })).toEqual(["2026-11-23T09:00Z"]);
  });
  it("counts a fraction of a millisecond as later", () => {
    expect(times(interval(300), DEFAULT_WINDOW, now + 0.25)[0]).toBe("2026-11-23T09:05Z");
  });
  it("gives the same run the same id, whenever asked", () => {
    const early = runs(interval(300));
    const late = runs(interval(300), DEFAULT_WINDOW, now + 600_000);
    expect(late[0]).toEqual(early[2]);
    expect(new Set(early.map((run) => run.id)).size).toBe(early.length);
  });
});

describe("scheduledRunId", () => {
  it("never changes, for it is what keeps two schedulers from making two runs", () => {
    expect(scheduledRunId("d", "s", now)).toBe(GOLDEN);
  });
  it("differs by deployment, schedule and time", () => {
    expect(new Set([GOLDEN, scheduledRunId("x", "s", now), scheduledRunId("d", "x", now), scheduledRunId("d", "s", now + 1)]).size).toBe(4);
  });
});

const GOLDEN = "215d2b02-dbfa-8000-93dd-4679c47f5883";
