/** Where CloudWatch files what we count. */
export const NAMESPACE = "Millrace";

/** What makes a line of the log count one, by CloudWatch's embedded metric format. */
export function countLine(name: string, now: number): Readonly<Record<string, unknown>> {
  const CloudWatchMetrics = [{ Namespace: NAMESPACE, Dimensions: [[]], Metrics: [{ Name: name, Unit: "Count" }] }];
  return { _aws: { Timestamp: Math.floor(now), CloudWatchMetrics }, [name]: 1 };
}
