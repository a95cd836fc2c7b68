import { createHash } from "node:crypto";
import { StoreInputError } from "#core/ports/errors.ts";
import type { StoreQuery } from "#core/ports/store.ts";

/** Where a page ended: the last sort key, and the row that breaks ties between equal ones. */
export interface Position {
  readonly sk: string;
  readonly row: number;
}

/** A position as the opaque text callers carry to the next page of the same query. */
export function encodeCursor(query: StoreQuery, position: Position): string {
  return Buffer.from(JSON.stringify([fingerprint(query), position.sk, position.row])).toString("base64url");
}

/** @throws StoreInputError for a text that `encodeCursor` did not make for this query. */
export function decodeCursor(query: StoreQuery, cursor: string): Position {
  try {
    const [of, sk, row] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (of === fingerprint(query) && typeof sk === "string" && typeof row === "number") return { sk, row };
  } catch {
    // Not ours; refused below with the others.
  }
  throw new StoreInputError(
    `The cursor ${JSON.stringify(cursor.slice(0, 60))} does not belong to this query of index "${query.index}". Pass on the one the last page gave, or start over without.`,
  );
}

/** What must stay the same from page to page; the page size may change. */
function fingerprint({ index, pk, range, reverse }: StoreQuery): string {
  return createHash("sha256")
    .update(JSON.stringify([index, pk, range ?? null, reverse === true]))
    .digest("base64url")
    .slice(0, 8);
}
