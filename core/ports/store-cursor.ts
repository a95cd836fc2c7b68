import { createHash } from "node:crypto";
import { StoreInputError } from "./errors.ts";
import type { StoreQuery } from "./store.ts";

/** A position in the rows of a query, as the opaque text callers carry to the next page of the same query. */
export function packCursor(query: StoreQuery, position: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([fingerprint(query), ...position])).toString("base64url");
}

/**
 * The position in a cursor, as `read` makes it of what was packed.
 *
 * @throws StoreInputError for a text that was not packed for this query, or that `read` answers with undefined.
 */
export function unpackCursor<Position>(query: StoreQuery, cursor: string, read: (position: unknown[]) => Position | undefined): Position {
  try {
    const [of, ...position] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    const known = of === fingerprint(query) ? read(position) : undefined;
    if (known !== undefined) return known;
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
