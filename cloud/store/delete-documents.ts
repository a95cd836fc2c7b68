import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import type { DocumentKey } from "#core/ports/store.ts";
import { atVersion } from "./condition.ts";
import type { Table } from "./connection.ts";
import { fromItem, toKey } from "./item.ts";
import { chunk, inParallel } from "./parallel.ts";
import { sendUntilDone } from "./retry.ts";
import { parts } from "./write-document.ts";

const KEYS_PER_BATCH = 25;

/** Deletes one item, only at the given version if there is one; true if a live document was there. */
export async function deleteDocument(table: Table, key: DocumentKey, expect: { readonly version: number } | undefined): Promise<boolean> {
  const condition = expect === undefined ? undefined : atVersion(expect.version, table.clock.now());
  try {
    const answer = await table.send(
      new DeleteItemCommand({ ...table.defaults, Key: toKey(key), ReturnValues: "ALL_OLD", ...parts(condition) }),
    );
    return fromItem(answer.Attributes, table.clock.now()) !== null;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Nothing there after a repeated attempt: the first one, whose answer was lost, has deleted it.
    return (error.$metadata.attempts ?? 1) > 1 && error.Item === undefined;
  }
}

/** Deletes any number of items in batches. */
export async function deleteDocuments(table: Table, keys: readonly DocumentKey[]): Promise<void> {
  const distinct = new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), toKey(key)]));
  await inParallel(chunk([...distinct.values()], KEYS_PER_BATCH), (batch: Record<string, AttributeValue>[]) =>
    sendUntilDone<WriteRequest[]>(
      table,
      batch.map((Key) => ({ DeleteRequest: { Key } })),
      async (requests) => {
        const answer = await table.send(new BatchWriteItemCommand({ ...table.observed, RequestItems: { [table.name]: requests } }));
        const left = answer.UnprocessedItems?.[table.name] ?? [];
        return left.length === 0 ? undefined : left;
      },
    ),
  );
}
