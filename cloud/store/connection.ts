import { ConditionalCheckFailedException, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Clock } from "#core/ports/clock.ts";
import { type Answer, type Consumption, refusedConsumption, toConsumption } from "./capacity.ts";
import { toStoreError } from "./store-error.ts";

/** The table as the store's parts use it: one place where errors are translated and capacity is observed. */
export interface Table {
  readonly name: string;
  readonly clock: Clock;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  /** Fields common to all commands on the table. */
  readonly defaults: { readonly TableName: string } & Observed;
  /** Fields common to all batch commands, which name the table elsewhere. */
  readonly observed: Observed;
  readonly send: DynamoDBClient["send"];
}

export interface TableOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  /** For the jitter of repeated batches; default `Math.random`. */
  readonly random?: () => number;
  /** Called with what each request consumed; without it, consumption is not asked for. */
  readonly onCapacity?: (consumption: Consumption) => void;
}

type Observed = { readonly ReturnConsumedCapacity?: "INDEXES" };

/** Joins a client to its table. */
export function connectTable({ client, table, clock, random = Math.random, onCapacity }: TableOptions): Table {
  const observed: Observed = onCapacity === undefined ? {} : { ReturnConsumedCapacity: "INDEXES" };
  const send = async (command: Parameters<DynamoDBClient["send"]>[0]) => {
    const operation = command.constructor.name.replace(/Command$/, "");
    try {
      const answer = await client.send(command);
      if (onCapacity !== undefined) for (const each of toConsumption(operation, answer as Answer)) onCapacity(each);
      return answer;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) onCapacity?.(refusedConsumption(operation, error.Item));
      throw toStoreError(error);
    }
  };
  return { name: table, clock, random, observed, defaults: { TableName: table, ...observed }, send: send as DynamoDBClient["send"] };
}
