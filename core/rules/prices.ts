/**
 * List prices in us-east-1, dollars, as AWS's pages gave them in 2026. Other regions differ by some tenths; free tiers are left out.
 *
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/ https://aws.amazon.com/lambda/pricing/ https://aws.amazon.com/api-gateway/pricing/
 * https://aws.amazon.com/sqs/pricing/ https://aws.amazon.com/eventbridge/pricing/ https://aws.amazon.com/cloudwatch/pricing/
 */
export const prices = {
  /** A write unit of an on-demand table: 1 KB. */
  writeUnit: 0.625e-6,
  /** A read unit: 4 KB, consistent. */
  readUnit: 0.125e-6,
  /** A GB of a table for a month. */
  tableGbMonth: 0.25,
  /** A request to an HTTP API. */
  apiRequest: 1e-6,
  lambdaRequest: 0.2e-6,
  /** A GB-second of a function on ARM64. */
  lambdaGbSecond: 0.0000133334,
  sqsRequest: 0.4e-6,
  schedulerInvocation: 1e-6,
  alarmMonth: 0.1,
} as const;

/** What was done in a month, as far as it was counted. */
export interface Usage {
  readonly flowRuns: number;
  readonly taskRuns: number;
  readonly tableBytes: number;
  /** How much of a month went by, 0 to 1. */
  readonly monthShare: number;
  readonly alarms: number;
}

/** What that costs, in dollars. Agents, logs and what flows store themselves are not in it. */
export interface Cost {
  /** Whether anything runs or not: sweep, event sources, alarms, storage. */
  readonly rest: number;
  readonly runs: number;
}

/**
 * An estimate, good to the order of magnitude: what runs cost is taken from what the benches measure for each (write units by `bench:store`; a
 * flow run makes ten requests of 30 ms, task runs come in batches).
 */
export function estimateCost({ flowRuns, taskRuns, tableBytes, monthShare, alarms }: Usage): Cost {
  const p = prices;
  const request = p.apiRequest + p.lambdaRequest + 0.5 * 0.03 * p.lambdaGbSecond;
  const minutes = 43_800 * monthShare;
  const sweep = minutes * (p.lambdaRequest + p.schedulerInvocation + 0.25 * 0.3 * p.lambdaGbSecond + 10 * p.readUnit);
  const sources = 3 * 648_000 * monthShare * p.sqsRequest;
  const flowRun = 7 * p.writeUnit + 20 * p.readUnit + 10 * request + 6 * (p.sqsRequest + p.lambdaRequest);
  const taskRun = 2 * p.writeUnit + 0.1 * request;
  return {
    rest: sweep + sources + (alarms * p.alarmMonth + (tableBytes / 1e9) * p.tableGbMonth) * monthShare,
    runs: flowRuns * flowRun + taskRuns * taskRun,
  };
}
