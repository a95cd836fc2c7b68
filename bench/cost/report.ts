import { markdownTable } from "../table.ts";
import { billOf, type Position, sumOf } from "./bill.ts";
import { usageOf } from "./usage.ts";
import type { Measured } from "./work.ts";

/** What the stack has of what costs by itself; a test holds it to the template. */
export const stack = { alarms: 7, sources: 3 };

/** The months that are priced. */
export const months = {
  idle: { flowRuns: 0, tasks: 0 },
  "10,000 runs of 10 tasks": { flowRuns: 10_000, tasks: 10 },
  "1M task runs, 100 in each run": { flowRuns: 10_000, tasks: 100 },
} as const;

/** The bill of each month, one column at list price and one within what is always free. */
export function costTable(measured: Measured): string {
  const bills = Object.values(months).map((month) => {
    const bill = billOf(usageOf({ ...month, ...stack }, measured));
    return [...bill, sumOf(bill)];
  });
  const rows = bills[0]!.map(({ what }, at) => [what, ...bills.flatMap((bill) => [dollars(bill[at]!.list), dollars(bill[at]!.free)])]);
  return markdownTable([["a month, control plane", ...Object.keys(months).flatMap((name) => [name, "beyond what is free"])], ...rows]);
}

/** The sum of one of the months. */
export function sumOfMonth(name: keyof typeof months, measured: Measured): Position {
  return sumOf(billOf(usageOf({ ...months[name], ...stack }, measured)));
}

function dollars(value: number): string {
  return value < 0.005 ? "–" : `$${value.toFixed(2)}`;
}
