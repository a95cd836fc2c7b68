import { markdownTable, quantile } from "../table.ts";
import type { Segments } from "./trigger.ts";

const labels: Readonly<Record<keyof Segments, string>> = {
  created: "request to Scheduled",
  claimed: "Scheduled to Pending (claimed)",
  running: "Pending to Running (process, bundle, parameters)",
  completed: "Running to Completed (tasks, report)",
  total: "trigger to Completed",
};

/** A table of medians, 99th percentiles and extremes. */
export function renderSegments(found: readonly Segments[]): string {
  const rows = (Object.entries(labels) as [keyof Segments, string][]).map(([key, label]) => {
    const times = found.map((one) => one[key]);
    return [label, ...[0.5, 0.99, 1].map((share) => quantile(times, share).toFixed(0))];
  });
  return markdownTable([["", "p50 ms", "p99 ms", "max ms"], ...rows]);
}
