import type { HistoryBucket } from "#core/contract/flow-runs.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { StateType } from "#core/contract/states.ts";
import { estimatedRunTime, lateness, type RunTimes } from "./derive.ts";

/** The most buckets one history has; more would be a chart nobody can read. */
export const MAX_BUCKETS = 500;

/** From when to when, in how long steps. Times in milliseconds since the epoch, the interval in seconds. */
export interface HistorySpan {
  readonly start: number;
  readonly end: number;
  readonly intervalSeconds: number;
}

/** How many buckets a span has; the last one may reach beyond its end. */
export function countBuckets({ start, end, intervalSeconds }: HistorySpan): number {
  return Math.max(0, Math.ceil((end - start) / (intervalSeconds * 1000)));
}

/**
 * Runs counted by interval and state, by the time they were expected to start: at or after a bucket's start, before its end.
 * Every bucket of the span is there, also an empty one, at most {@link MAX_BUCKETS}; states are ordered by type, then name.
 */
export function historyOf(
  rows: Iterable<RunTimes & { readonly state_name: string | null }>,
  span: HistorySpan,
  now: number,
): HistoryBucket[] {
  const step = span.intervalSeconds * 1000;
  const counts = Array.from({ length: Math.min(countBuckets(span), MAX_BUCKETS) }, () => new Map<string, Count>());
  for (const row of rows) {
    if (row.expected_start_time === null || row.state_type === null) continue;
    const bucket = counts[Math.floor((parseTimestamp(row.expected_start_time) - span.start) / step)];
    if (bucket !== undefined) add(bucket, row.state_type, row.state_name ?? "", estimatedRunTime(row, now), lateness(row, now));
  }
  return counts.map((bucket, index) => ({
    interval_start: formatTimestamp(span.start + index * step),
    interval_end: formatTimestamp(span.start + (index + 1) * step),
    states: [...bucket.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count),
  }));
}

type Count = HistoryBucket["states"][number];

function add(bucket: Map<string, Count>, state_type: StateType, state_name: string, runTime: number, late: number): void {
  const key = `${state_type} ${state_name}`;
  const count = bucket.get(key);
  if (count === undefined) {
    bucket.set(key, { state_type, state_name, count_runs: 1, sum_estimated_run_time: runTime, sum_estimated_lateness: late });
    return;
  }
  count.count_runs++;
  count.sum_estimated_run_time += runTime;
  count.sum_estimated_lateness += late;
}
