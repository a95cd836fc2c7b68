import { StoreInputError } from "#core/ports/errors.ts";

/** Where a page ended: the last sort key, and the row that breaks ties between equal ones. */
export interface Position {
  readonly sk: string;
  readonly row: number;
}

/** A position as the opaque text callers carry to the next page. */
export function encodeCursor(index: string, position: Position): string {
  return Buffer.from(JSON.stringify([index, position.sk, position.row])).toString("base64url");
}

/** @throws StoreInputError for a text that `encodeCursor` did not make for this index. */
export function decodeCursor(index: string, cursor: string): Position {
  try {
    const [name, sk, row] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [unknown, unknown, unknown];
    if (name === index && typeof sk === "string" && typeof row === "number") return { sk, row };
  } catch {
    // Not ours; refused below with the others.
  }
  throw new StoreInputError(
    `The cursor ${JSON.stringify(cursor.slice(0, 60))} does not belong to index "${index}". Pass on the one the last page gave, or start over without.`,
  );
}
