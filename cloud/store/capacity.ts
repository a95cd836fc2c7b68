import type { ConsumedCapacity } from "@aws-sdk/client-dynamodb";
import type { Item } from "./item.ts";

/** What one request consumed, in DynamoDB's read or write units. */
export interface Consumption {
  /** The request, such as `PutItem`. */
  readonly operation: string;
  readonly kind: "read" | "write";
  readonly total: number;
  /** The table's own part of the total. */
  readonly table: number;
  /** Each index's part of the total. */
  readonly indexes: Readonly<Record<string, number>>;
}

/** The part of any answer that tells its consumption. */
export interface Answer {
  readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
}

/** Reads the consumption out of a request's answer. */
export function toConsumption(operation: string, answer: Answer): Consumption[] {
  const reported = answer.ConsumedCapacity ?? [];
  return (Array.isArray(reported) ? reported : [reported]).map((each) => ({
    operation,
    kind: /^(Get|BatchGet|Query|Scan)/.test(operation) ? "read" : "write",
    total: each.CapacityUnits ?? 0,
    table: each.Table?.CapacityUnits ?? 0,
    indexes: Object.fromEntries(Object.entries(each.GlobalSecondaryIndexes ?? {}).map(([name, part]) => [name, part.CapacityUnits ?? 0])),
  }));
}

/** What a refused conditional write consumed, which DynamoDB does not tell: as many units as the item in its way has kilobytes. */
export function refusedConsumption(operation: string, item: Item | undefined): Consumption {
  const total = Math.max(1, Math.ceil(itemBytes(item ?? {}) / 1024));
  return { operation, kind: "write", total, table: total, indexes: {} };
}

function itemBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    bytes +=
      name.length + (value.S !== undefined ? Buffer.byteLength(value.S) : (value.B?.length ?? Math.ceil((value.N?.length ?? 0) / 2) + 1));
  }
  return bytes;
}
