import type { NewDocument, Store } from "#core/ports/store.ts";
import { checkDocument, checkKey } from "#core/ports/store-limits.ts";
import { connectTable, type Table, type TableOptions } from "./connection.ts";
import { fromItem } from "./item.ts";
import { readItem } from "./read-documents.ts";
import { writeDocument } from "./write-document.ts";

/** Of the store on a table what the authorizer needs, documents one by one: it starts with less than the whole. */
export function openByKey(options: TableOptions): Pick<Store, "get" | "put"> {
  return byKey(connectTable(options));
}

/** Reads and writes one document at a time. */
export function byKey(table: Table): Pick<Store, "get" | "put"> {
  return {
    get: async (key) => {
      checkKey(key);
      return fromItem(await readItem(table, key), table.clock.now());
    },
    put: async (document, expect) => writeDocument(table, document, checkedText(document), expect),
  };
}

/** The body of a document as JSON. @throws StoreInputError if the document is more than a store takes. */
export function checkedText(document: NewDocument): string {
  const json = JSON.stringify(document.body);
  checkDocument(document, json);
  return json;
}
