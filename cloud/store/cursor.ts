import type { StoreQuery } from "#core/ports/store.ts";
import { packCursor, unpackCursor } from "#core/ports/store-cursor.ts";
import type { Item } from "./item.ts";
import { attributes } from "./table.ts";

/** The key after which a page ended, as text that only the same query takes back. */
export function encodeCursor(query: StoreQuery, keys: { readonly sk: string }, last: Item): string {
  return packCursor(query, [last[keys.sk]?.S, last[attributes.pk]?.S, last[attributes.sk]?.S]);
}

/** @throws StoreInputError for a text that `encodeCursor` did not make for this query. */
export function decodeCursor(query: StoreQuery, keys: { readonly pk: string; readonly sk: string }, cursor: string): Item {
  return unpackCursor(query, cursor, ([position, pk, sk]) =>
    isKey(position) && isKey(pk) && isKey(sk)
      ? { [attributes.pk]: { S: pk }, [attributes.sk]: { S: sk }, [keys.pk]: { S: query.pk }, [keys.sk]: { S: position } }
      : undefined,
  );
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
