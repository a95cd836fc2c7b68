import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DocumentKey, IndexName, JsonObject, NewDocument, StoredDocument } from "#core/ports/store.ts";
import { decodeBody, encodeBody } from "./body.ts";
import { attributes, indexKeys, indexNames } from "./table.ts";

/** A raw item of the table. */
export type Item = Record<string, AttributeValue>;

/** The key of a document as an item's key. */
export function toKey(key: DocumentKey): Item {
  return { [attributes.pk]: { S: key.pk }, [attributes.sk]: { S: key.sk } };
}

/** Everything of a document but its key and version; `json` is the text of its body. */
export function toAttributes(document: NewDocument, json: string): Item {
  const item: Item = { [attributes.body]: encodeBody(json) };
  if (document.rank !== undefined) item[attributes.rank] = { S: document.rank };
  if (document.expiresAt !== undefined) item[attributes.expiresAt] = { N: String(document.expiresAt) };
  for (const name of indexNames) {
    const entry = document.indexes?.[name];
    if (entry === undefined) continue;
    item[indexKeys[name].pk] = { S: entry.pk };
    item[indexKeys[name].sk] = { S: entry.sk };
  }
  return item;
}

/** The document an item holds, or null when there is none or its time is over at `now` (milliseconds). */
export function fromItem<Body extends JsonObject>(item: Item | undefined, now: number): StoredDocument<Body> | null {
  if (item === undefined || isExpired(item, now)) return null;
  const text = (name: string) => item[name]?.S;
  const indexes = readIndexes(item);
  const rank = text(attributes.rank);
  const expiresAt = item[attributes.expiresAt]?.N;
  return {
    pk: text(attributes.pk) ?? "",
    sk: text(attributes.sk) ?? "",
    version: Number(item[attributes.version]?.N),
    body: decodeBody(item[attributes.body]) as Body,
    ...(indexes !== undefined && { indexes }),
    ...(rank !== undefined && { rank }),
    ...(expiresAt !== undefined && { expiresAt: Number(expiresAt) }),
  };
}

function isExpired(item: Item, now: number): boolean {
  const expiresAt = item[attributes.expiresAt]?.N;
  return expiresAt !== undefined && Number(expiresAt) * 1000 <= now;
}

function readIndexes(item: Item): Partial<Record<IndexName, DocumentKey>> | undefined {
  let indexes: Partial<Record<IndexName, DocumentKey>> | undefined;
  for (const name of indexNames) {
    const pk = item[indexKeys[name].pk]?.S;
    const sk = item[indexKeys[name].sk]?.S;
    if (pk !== undefined && sk !== undefined) indexes = { ...indexes, [name]: { pk, sk } };
  }
  return indexes;
}
