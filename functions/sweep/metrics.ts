import { NAMESPACE } from "../count-line.ts";
import type { Swept } from "./sweep.ts";

/** What a pass mended, as a line of the log that CloudWatch counts (embedded metric format); undefined for nothing, since a metric costs by the hour. */
export function metricLine(swept: Swept, now: number): string | undefined {
  const counted = Object.entries(swept).filter(([, count]) => count > 0);
  if (counted.length === 0) return undefined;
  const Metrics = counted.map(([name]) => ({ Name: METRICS[name as keyof Swept], Unit: "Count" }));
  const CloudWatchMetrics = [{ Namespace: NAMESPACE, Dimensions: [[]], Metrics }];
  return JSON.stringify({
    _aws: { Timestamp: Math.floor(now), CloudWatchMetrics },
    ...Object.fromEntries(counted.map(([name, count]) => [METRICS[name as keyof Swept], count])),
  });
}

/** The name of each count. */
export const METRICS: Readonly<Record<keyof Swept, string>> = {
  lost: "LostRuns",
  late: "LateRuns",
  slots: "SlotsRepaired",
  woken: "WaitingRunsWoken",
  coming: "ComingRunsAnnounced",
  pauses: "PausesExpired",
  scheduled: "SchedulesHealed",
  removed: "OldRunsRemoved",
  reindexed: "RunsReindexed",
  failed: "SweepFailures",
};
