import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Counts } from "./counts.ts";

/**
 * Writes what is counted as one line that CloudWatch reads metrics off (embedded metric format), under the name of the deployment, which the
 * stack sets as POWERTOOLS_SERVICE_NAME. Where nothing is counted no line is written: a metric costs by the hour in which it has a value.
 * To be loaded when there first is something to count, since most calls of most functions count nothing.
 */
export function writeCounts(counts: Counts): void {
  const metrics = new Metrics({ namespace: NAMESPACE });
  for (const [name, count] of Object.entries(counts)) if (count > 0) metrics.addMetric(name, "Count", count);
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/** Where CloudWatch files what we count. */
const NAMESPACE = "Millrace";
