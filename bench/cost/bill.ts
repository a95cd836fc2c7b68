import { prices } from "#core/rules/prices.ts";
import type { Usage } from "./usage.ts";

/** One line of a bill. */
export interface Position {
  readonly what: string;
  readonly list: number;
  /** Where nothing else of the account uses up what is free. */
  readonly free: number;
}

/** What is used, by what it is for, as one line for each service. */
export function billOf(parts: readonly Usage[]): Position[] {
  const total = (key: keyof Usage) => parts.reduce((sum, part) => sum + (part[key] ?? 0), 0);
  return SERVICES.map(([what, keys]) => ({
    what,
    list: keys.reduce((sum, key) => sum + total(key) * prices[key].each, 0),
    free: keys.reduce((sum, key) => sum + Math.max(0, total(key) - prices[key].free) * prices[key].each, 0),
  }));
}

/** The sum of a bill. */
export function sumOf(bill: readonly Position[]): Position {
  return {
    what: "sum",
    list: bill.reduce((sum, { list }) => sum + list, 0),
    free: bill.reduce((sum, { free }) => sum + free, 0),
  };
}

const SERVICES: readonly (readonly [what: string, keys: readonly (keyof Usage)[]])[] = [
  ["API Gateway", ["httpRequest"]],
  ["Lambda", ["lambdaRequest", "lambdaGbSecond"]],
  ["DynamoDB", ["tableRead", "tableWrite", "tableGbMonth", "tableBackupGbMonth"]],
  ["SQS", ["queueRequest"]],
  ["EventBridge Scheduler", ["scheduleFired"]],
  ["CloudWatch alarms", ["alarmMonth"]],
  ["CloudWatch metrics and logs", ["metricMonth", "logGb"]],
];
