import { StoreInputError } from "./errors.ts";
import type { DocumentKey, NewDocument, StoreQuery } from "./store.ts";

// The narrowest bounds of all adapters (those of DynamoDB, less room for our own attributes), so that what works on one works on every other.

/** Bytes of UTF-8 a partition key may have. */
export const PARTITION_KEY_BYTES = 2048;
/** Bytes of UTF-8 a sort key may have. */
export const SORT_KEY_BYTES = 1024;
/** Bytes of UTF-8 the body of a document may have as JSON text. Larger payloads belong into Blobs. */
export const BODY_BYTES = 350_000;
/** Documents a page may ask for. */
export const PAGE_LIMIT = 1000;

/** @throws StoreInputError unless both parts of the key are non-empty and short enough. */
export function checkKey(key: DocumentKey): void {
  checkText("partition key", key.pk, PARTITION_KEY_BYTES);
  checkText("sort key", key.sk, SORT_KEY_BYTES);
}

/** @throws StoreInputError for a bad key, a bad index entry, or a body whose JSON text is too large. */
export function checkDocument(document: NewDocument, json: string): void {
  checkKey(document);
  for (const entry of Object.values(document.indexes ?? {})) checkKey(entry);
  if (exceeds(json, BODY_BYTES)) {
    throw new StoreInputError(
      `The document ${document.pk} / ${document.sk} has a body of ${byteLength(json)} bytes; at most ${BODY_BYTES} fit. Put the payload into Blobs and keep its key in the document.`,
    );
  }
}

/** @throws StoreInputError for an empty or over-long partition key, or a page size out of bounds. Returns the page size. */
export function checkQuery(query: StoreQuery): number {
  checkText("partition key", query.pk, PARTITION_KEY_BYTES);
  const limit = query.limit ?? 100;
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_LIMIT) {
    throw new StoreInputError(
      `A page of ${limit} documents was asked for; a whole number from 1 to ${PAGE_LIMIT} is possible. Page on with the cursor.`,
    );
  }
  return limit;
}

function checkText(what: string, text: string, limit: number): void {
  if (text === "") throw new StoreInputError(`A ${what} is empty; at least one character is needed.`);
  if (exceeds(text, limit)) {
    throw new StoreInputError(
      `The ${what} ${JSON.stringify(text.slice(0, 60))}… has ${byteLength(text)} bytes; at most ${limit} fit. Shorten it, or hash the variable part.`,
    );
  }
}

function exceeds(text: string, limit: number): boolean {
  // A UTF-16 unit is three bytes of UTF-8 at most, so most texts need no encoding to be judged.
  return text.length * 3 > limit && byteLength(text) > limit;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
