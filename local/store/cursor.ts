import type { StoreQuery } from "#core/ports/store.ts";
import { packCursor, unpackCursor } from "#core/ports/store-cursor.ts";

/** Where a page ended: the last sort key, and the row that breaks ties between equal ones. */
export interface Position {
  readonly sk: string;
  readonly row: number;
}

/** A position as the opaque text callers carry to the next page of the same query. */
export function encodeCursor(query: StoreQuery, { sk, row }: Position): string {
  return packCursor(query, [sk, row]);
}

/** @throws StoreInputError for a text that `encodeCursor` did not make for this query. */
export function decodeCursor(query: StoreQuery, cursor: string): Position {
  return unpackCursor(query, cursor, ([sk, row]) => (typeof sk === "string" && typeof row === "number" ? { sk, row } : undefined));
}
