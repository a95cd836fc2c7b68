import type { DocumentKey } from "#core/ports/store.ts";
import { atVersion } from "./condition.ts";
import type { Table } from "./connection.ts";
import { fromItem, type Item, toKey } from "./item.ts";
import type { WriteRequest } from "./operations.ts";
import { chunk, inParallel } from "./parallel.ts";
import { sendUntilDone } from "./retry.ts";
import { refusedBy } from "./store-error.ts";
import { parts } from "./write-document.ts";

const KEYS_PER_BATCH = 25;

/** Deletes one item, only at the given version if there is one; true if a live document was there. */
export async function deleteDocument(table: Table, key: DocumentKey, expect: { readonly version: number } | undefined): Promise<boolean> {
  const condition = expect === undefined ? undefined : atVersion(expect.version, table.clock.now());
  try {
    const answer = await table.send("DeleteItem", { ...table.defaults, Key: toKey(key), ReturnValues: "ALL_OLD", ...parts(condition) });
    return fromItem(answer.Attributes, table.clock.now()) !== null;
  } catch (error) {
    const refused = refusedBy(error);
    if (refused === undefined) throw error;
    // Nothing there after a repeated attempt: the first one, whose answer was lost, has deleted it.
    return refused.attempts > 1 && refused.item === undefined;
  }
}

/** Deletes any number of items in batches. */
export async function deleteDocuments(table: Table, keys: readonly DocumentKey[]): Promise<void> {
  const distinct = new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), toKey(key)]));
  await inParallel(chunk([...distinct.values()], KEYS_PER_BATCH), (batch: Item[]) =>
    sendUntilDone<WriteRequest[]>(
      table,
      batch.map((Key) => ({ DeleteRequest: { Key } })),
      async (requests) => {
        const answer = await table.send("BatchWriteItem", { ...table.observed, RequestItems: { [table.name]: requests } });
        const left = answer.UnprocessedItems?.[table.name] ?? [];
        return left.length === 0 ? undefined : left;
      },
    ),
  );
}
