import { createHash } from "node:crypto";
import { StoreInputError } from "#core/ports/errors.ts";
import type { StoreQuery } from "#core/ports/store.ts";
import type { Item } from "./item.ts";
import { attributes } from "./table.ts";

/** The key after which a page ended, as text that only the same query takes back. */
export function encodeCursor(query: StoreQuery, keys: { readonly sk: string }, last: Item): string {
  return Buffer.from(JSON.stringify([fingerprint(query), last[keys.sk]?.S, last[attributes.pk]?.S, last[attributes.sk]?.S])).toString(
    "base64url",
  );
}

/** @throws StoreInputError for a text that `encodeCursor` did not make for this query. */
export function decodeCursor(query: StoreQuery, keys: { readonly pk: string; readonly sk: string }, cursor: string): Item {
  try {
    const [of, position, pk, sk] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (of === fingerprint(query) && isKey(position) && isKey(pk) && isKey(sk))
      return { [attributes.pk]: { S: pk }, [attributes.sk]: { S: sk }, [keys.pk]: { S: query.pk }, [keys.sk]: { S: position } };
  } catch {
    // Not ours; refused below with the others.
  }
  throw new StoreInputError(
    `The cursor ${JSON.stringify(cursor.slice(0, 60))} does not belong to this query of index "${query.index}". Pass on the one the last page gave, or start over without.`,
  );
}

function fingerprint({ index, pk, range, reverse }: StoreQuery): string {
  return createHash("sha256")
    .update(JSON.stringify([index, pk, range ?? null, reverse === true]))
    .digest("base64url")
    .slice(0, 8);
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
