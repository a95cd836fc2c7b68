/**
 * List prices in US dollars, of us-east-1 as they stood on 2026-11-26, and what is free each month for ever (not for the first year only).
 * Other regions differ by some tenths.
 */
export const prices = {
  /** https://aws.amazon.com/lambda/pricing/ (ARM) */
  lambdaRequest: { each: 0.2e-6, free: 1_000_000 },
  lambdaGbSecond: { each: 13.3334e-6, free: 400_000 },
  /** https://aws.amazon.com/api-gateway/pricing/ (HTTP API) */
  httpRequest: { each: 1e-6, free: 0 },
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ (a consistent read of 4 KB, a write of 1 KB) */
  tableRead: { each: 0.125e-6, free: 0 },
  tableWrite: { each: 0.625e-6, free: 0 },
  tableGbMonth: { each: 0.25, free: 25 },
  tableBackupGbMonth: { each: 0.2, free: 0 },
  /** https://aws.amazon.com/sqs/pricing/ (standard queues) */
  queueRequest: { each: 0.4e-6, free: 1_000_000 },
  /** https://aws.amazon.com/eventbridge/pricing/ (Scheduler) */
  scheduleFired: { each: 1e-6, free: 14_000_000 },
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  alarmMonth: { each: 0.1, free: 10 },
  metricMonth: { each: 0.3, free: 10 },
  logGb: { each: 0.5, free: 5 },
} as const satisfies Readonly<Record<string, { readonly each: number; readonly free: number }>>;
