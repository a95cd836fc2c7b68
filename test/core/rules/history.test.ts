import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HistoryBucket } from "#core/contract/flow-runs.ts";
import { countBuckets, historyOf, MAX_BUCKETS } from "#core/rules/history.ts";
import { at, flowRun, START } from "./records.ts";

const scheduledAt = (seconds: number) => ({ type: "SCHEDULED" as const, state_details: { scheduled_time: at(seconds) } });

describe("historyOf", () => {
  it("counts runs by the time they were expected, by state, with run time and lateness", () => {
    const rows = [
      flowRun([scheduledAt(0), "RUNNING", "COMPLETED"]),
      flowRun([scheduledAt(59.999999), "RUNNING"]),
      flowRun([scheduledAt(60)]),
      flowRun([scheduledAt(70), { type: "SCHEDULED", name: "Late", state_details: { scheduled_time: at(70) } }]),
      flowRun([scheduledAt(0), "RUNNING", "COMPLETED"]),
      flowRun([scheduledAt(-1)]),
      flowRun([scheduledAt(180)]),
      flowRun([], { expected_start_time: null }),
    ];
    const span = { start: START, end: START + 170_000, intervalSeconds: 60 };
    const buckets = historyOf(rows, span, START + 100_000);
    expect(buckets).toEqual([
      {
        interval_start: at(0),
        interval_end: at(60),
        states: [
          { state_type: "COMPLETED", state_name: "Completed", count_runs: 2, sum_estimated_run_time: 2, sum_estimated_lateness: 2 },
          { state_type: "RUNNING", state_name: "Running", count_runs: 1, sum_estimated_run_time: 99, sum_estimated_lateness: 0 },
        ],
      },
      {
        interval_start: at(60),
        interval_end: at(120),
        states: [
          { state_type: "SCHEDULED", state_name: "Late", count_runs: 1, sum_estimated_run_time: 0, sum_estimated_lateness: 30 },
          { state_type: "SCHEDULED", state_name: "Scheduled", count_runs: 1, sum_estimated_run_time: 0, sum_estimated_lateness: 40 },
        ],
      },
      { interval_start: at(120), interval_end: at(180), states: [] },
    ]);
    expect(HistoryBucket.array().parse(buckets)).toEqual(buckets);
  });

  it("has no more buckets than a chart can show", () => {
    const span = { start: START, end: START + 1_000_000, intervalSeconds: 1 };
    expect(countBuckets(span)).toBe(1000);
    expect(historyOf([], span, START)).toHaveLength(MAX_BUCKETS);
    expect(countBuckets({ ...span, end: START - 1 })).toBe(0);
    expect(countBuckets({ ...span, end: START + 1 })).toBe(1);
  });

  it("puts each run of the span into exactly one bucket", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10, max: 400 })), fc.integer({ min: 1, max: 100 }), (times, intervalSeconds) => {
        const span = { start: START, end: START + 300_000, intervalSeconds };
        const buckets = historyOf(
          times.map((time) => flowRun([scheduledAt(time)])),
          span,
          START,
        );
        const counted = buckets.flatMap((bucket) => bucket.states).reduce((sum, state) => sum + state.count_runs, 0);
        expect(counted).toBe(times.filter((time) => time >= 0 && time < countBuckets(span) * intervalSeconds).length);
      }),
    );
  });
});
