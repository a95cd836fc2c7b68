import type { Expectation, JsonObject, NewDocument, StoredDocument } from "#core/ports/store.ts";

/** A document as its row holds it. */
export interface DocumentRow {
  readonly row: number;
  readonly pk: string;
  readonly sk: string;
  readonly version: number;
  readonly rank: string | null;
  /** Epoch seconds. */
  readonly expires_at: number | null;
  /** JSON text of the index entries, null without any. */
  readonly indexes: string | null;
  readonly body: string;
}

/** The columns of {@link DocumentRow}, from the table under the alias `d`. */
export const DOCUMENT_COLUMNS = "d.row, d.pk, d.sk, d.version, d.rank, d.expires_at, d.indexes, d.body";

/** A row as the port gives it out. */
export function documentOf<Body extends JsonObject>(row: DocumentRow): StoredDocument<Body> {
  return {
    pk: row.pk,
    sk: row.sk,
    version: row.version,
    body: JSON.parse(row.body),
    ...(row.indexes !== null && { indexes: JSON.parse(row.indexes) }),
    ...(row.rank !== null && { rank: row.rank }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  };
}

/** Whether the expectation holds against what is there; a missing rank is the smallest. */
export function holds(expect: Expectation, document: NewDocument, current: Pick<DocumentRow, "version" | "rank"> | undefined): boolean {
  if (expect === "any") return true;
  if (expect === "absent") return current === undefined;
  if (expect === "newer") return current === undefined || isLess(current.rank ?? "", document.rank ?? "");
  return current?.version === expect.version;
}

/** Byte order of UTF-8, as SQLite and DynamoDB compare; JavaScript's own order differs beyond the basic plane. */
function isLess(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;
}
