import { BatchGetItemCommand, type BatchGetItemCommandOutput, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { DocumentKey } from "#core/ports/store.ts";
import type { Table } from "./connection.ts";
import { type Item, toKey } from "./item.ts";
import { chunk, inParallel } from "./parallel.ts";
import { sendUntilDone } from "./retry.ts";
import { attributes } from "./table.ts";

const KEYS_PER_BATCH = 100;

/** One item, strongly consistent. */
export async function readItem(table: Table, key: DocumentKey): Promise<Item | undefined> {
  const answer = await table.send(new GetItemCommand({ ...table.defaults, Key: toKey(key), ConsistentRead: true }));
  return answer.Item;
}

/** Items by key, in the order of `keys`, which may repeat. An inconsistent read costs half. */
export async function readItems(
  table: Table,
  keys: readonly DocumentKey[],
  { consistent }: { consistent: boolean },
): Promise<(Item | undefined)[]> {
  const found = new Map<string, Item>();
  const distinct = new Map(keys.map((key) => [identity(key.pk, key.sk), key]));
  await inParallel(chunk([...distinct.values()], KEYS_PER_BATCH), (keys) =>
    sendUntilDone(table, { [table.name]: { Keys: keys.map(toKey), ConsistentRead: consistent } }, async (work) => {
      const answer: BatchGetItemCommandOutput = await table.send(new BatchGetItemCommand({ ...table.observed, RequestItems: work }));
      for (const item of answer.Responses?.[table.name] ?? []) found.set(identity(item[attributes.pk]?.S, item[attributes.sk]?.S), item);
      const left = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
      return left.length === 0 ? undefined : { [table.name]: { Keys: left, ConsistentRead: consistent } };
    }),
  );
  return keys.map((key) => found.get(identity(key.pk, key.sk)));
}

function identity(pk: string | undefined, sk: string | undefined): string {
  return JSON.stringify([pk, sk]);
}
