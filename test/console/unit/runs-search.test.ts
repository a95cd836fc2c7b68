import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countFilters, parseRunsSearch, toListFilter, toRunsFilter } from "../../../web/src/features/runs/search.ts";
import { axisTicks, historyWindow } from "../../../web/src/features/runs/window.ts";
import { parseSearch, stringifySearch } from "../../../web/src/lib/search.ts";

const now = Date.UTC(2026, 10, 23, 12);
const id = "0193c2a4-0000-7000-8000-000000000001";

describe("the URL", () => {
  it("says filters in plain words and reads them back", () => {
    const search = parseRunsSearch({ state: ["FAILED", "CRASHED"], flow: "train model", q: "otter", range: "24h" });
    const text = stringifySearch({ ...search });
    expect(text).toBe("?state=FAILED&state=CRASHED&flow=train+model&q=otter&range=24h");
    expect(parseRunsSearch(parseSearch(text))).toEqual(search);
  });

  it("keeps any text through a round trip", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: "grapheme" }), { minLength: 1 }), (tags) => {
        const search = parseRunsSearch({ tag: tags });
        expect(parseRunsSearch(parseSearch(stringifySearch({ ...search })))).toEqual(search);
      }),
    );
  });

  it("leaves out what it does not know", () => {
    expect(parseRunsSearch({ state: "BROKEN", range: "5y", from: "yesterday", sort: "random", q: "", extra: "1" })).toEqual({});
  });
});

describe("the API's filter", () => {
  it("is empty for an empty search", () => {
    expect(toRunsFilter({ upcoming: "show" }, now)).toEqual({ sort: "EXPECTED_START_TIME_DESC" });
    expect(countFilters({ sort: "oldest" })).toBe(0);
  });

  it("joins every choice", () => {
    expect(
      toListFilter({ state: ["FAILED"], flow: ["a"], tag: ["x", "y"], q: "otter", range: "1h", subflows: "hide" }, now, { flowId: id }),
    ).toEqual({
      flows: { id: { any_: [id] }, name: { any_: ["a"] } },
      flow_runs: {
        state: { type: { any_: ["FAILED"] } },
        tags: { all_: ["x", "y"] },
        name: { like_: "otter" },
        expected_start_time: { after_: "2026-11-23T11:00:00.000Z", before_: "2026-11-23T12:00:05.000Z" },
        parent_task_run_id: { is_null_: true },
      },
    });
  });

  it("leaves out what only waits for a time to come, unless that is asked for", () => {
    expect(toListFilter({}, now)).toEqual({ flow_runs: { expected_start_time: { before_: "2026-11-23T12:00:05.000Z" } } });
    expect(toListFilter({ upcoming: "show" }, now)).toEqual({});
    expect(toListFilter({ state: ["SCHEDULED"] }, now)).toEqual({ flow_runs: { state: { type: { any_: ["SCHEDULED"] } } } });
    expect(countFilters({ upcoming: "show" })).toBe(0);
  });

  it("keeps to a deployment, whatever the URL says of others", () => {
    const search = { deployment: ["a"], queue: ["gpu"], upcoming: "show" } as const;
    expect(toListFilter(search, now).flow_runs).toEqual({ deployment_id: { any_: ["a"] }, work_queue_name: { any_: ["gpu"] } });
    expect(toListFilter(search, now, { deploymentId: id }).flow_runs).toMatchObject({ deployment_id: { any_: [id] } });
  });

  it("prefers a span picked on the chart to a range", () => {
    const search = parseRunsSearch({ range: "1h", from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z" });
    expect(toListFilter(search, now).flow_runs).toEqual({
      expected_start_time: { after_: "2026-11-20T00:00:00.000Z", before_: "2026-11-21T00:00:00.000Z" },
    });
    expect(countFilters(search)).toBe(2);
  });
});

describe("the history's window", () => {
  it("shows at least five minutes and at most ninety days", () => {
    expect(historyWindow({}, null, now)).toEqual({ start: now - 300_000, end: now, seconds: 5 });
    const long = historyWindow({}, now - 400 * 86_400_000, now);
    expect(long.seconds).toBe(2 * 86_400);
    expect(now - long.start).toBeLessThan(94 * 86_400_000);
  });

  it("is cut into at most 62 whole buckets that hold both ends", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 * 86_400_000 }), fc.integer({ min: 0, max: 10_000_000 }), (age, shift) => {
        const at = now + shift;
        const { start, end, seconds } = historyWindow({}, at - age, at);
        const buckets = (end - start) / (seconds * 1000);
        expect(Number.isInteger(buckets)).toBe(true);
        expect(buckets).toBeGreaterThan(0);
        expect(buckets).toBeLessThanOrEqual(62);
        expect(start).toBeLessThanOrEqual(at - age);
        expect(end).toBeGreaterThanOrEqual(at);
      }),
    );
  });

  it("labels its axis on bucket borders", () => {
    expect(axisTicks({ start: 0, end: 60_000, seconds: 5 }, 4)).toEqual([0, 15_000, 30_000, 45_000]);
  });
});
