import type { Expectation, NewDocument, PutResult, Store } from "#core/ports/store.ts";
import { checkKey, checkQuery } from "#core/ports/store-limits.ts";
import { byKey, checkedText } from "./by-key.ts";
import { connectTable, type Table, type TableOptions } from "./connection.ts";
import { deleteDocument, deleteDocuments } from "./delete-documents.ts";
import { fromItem } from "./item.ts";
import { inParallel } from "./parallel.ts";
import { queryDocuments } from "./query-documents.ts";
import { readItems } from "./read-documents.ts";
import { writeDocument } from "./write-document.ts";

/** The store on one DynamoDB table. The client stays the caller's: `close` leaves it open for its other users. */
export function openStore(options: TableOptions): Store {
  const table = connectTable(options);
  const now = () => table.clock.now();
  return {
    ...byKey(table),
    getMany: async (keys) => {
      for (const key of keys) checkKey(key);
      return (await readItems(table, keys, { consistent: true })).map((item) => fromItem(item, now()));
    },
    putMany: async (writes) => {
      // All are judged before the first is written.
      const checked = writes.map((write) => ({ ...write, json: checkedText(write.document) }));
      return writeMany(table, checked);
    },
    delete: async (key, expect) => {
      checkKey(key);
      return deleteDocument(table, key, expect);
    },
    deleteMany: async (keys) => {
      for (const key of keys) checkKey(key);
      await deleteDocuments(table, keys);
    },
    query: async (query) => queryDocuments(table, query, checkQuery(query)),
    close: async () => {},
  };
}

type Write = { readonly document: NewDocument; readonly expect: Expectation; readonly json: string };

/** Different documents at once, writes to the same one in their order. Batch writes have neither conditions nor versions, so none is used. */
async function writeMany(table: Table, writes: readonly Write[]): Promise<PutResult[]> {
  const results = new Array<PutResult>(writes.length);
  const byKey = Map.groupBy(writes.keys(), (at) => JSON.stringify([writes[at]!.document.pk, writes[at]!.document.sk]));
  await inParallel([...byKey.values()], async (positions) => {
    for (const at of positions) {
      const { document, json, expect } = writes[at]!;
      results[at] = await writeDocument(table, document, json, expect);
    }
  });
  return results;
}
