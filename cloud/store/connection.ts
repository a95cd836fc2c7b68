import type { Clock } from "#core/ports/clock.ts";
import type { DynamoDbClient } from "../clients.ts";
import { type Consumption, refusedConsumption, toConsumption } from "./capacity.ts";
import { refusedBy, toStoreError } from "./store-error.ts";

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
  readonly send: DynamoDbClient["send"];
}

export interface TableOptions {
  readonly client: Pick<DynamoDbClient, "send">;
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
  const send: DynamoDbClient["send"] = async (operation, input) => {
    try {
      const answer = await client.send(operation, input);
      if (onCapacity !== undefined) for (const each of toConsumption(operation, answer)) onCapacity(each);
      return answer;
    } catch (error) {
      const refused = refusedBy(error);
      if (refused !== undefined) onCapacity?.(refusedConsumption(operation, refused.item));
      throw toStoreError(error);
    }
  };
  return { name: table, clock, random, observed, defaults: { TableName: table, ...observed }, send };
}
