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
  const lines = [["", "p50 ms", "p99 ms", "max ms"]];
  for (const [key, label] of Object.entries(labels) as [keyof Segments, string][]) {
    const sorted = found.map((one) => one[key]).sort((a, b) => a - b);
    lines.push([label, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1)]);
  }
  return lines.map(([label = "", ...cells]) => label.padEnd(50) + cells.map((cell) => cell.padStart(9)).join("")).join("\n");
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(0);
}
