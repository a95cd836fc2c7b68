import { QueryCommand } from "@aws-sdk/client-dynamodb";
import type { IndexName, JsonObject, StoredDocument, StorePage, StoreQuery } from "#core/ports/store.ts";
import type { Table } from "./connection.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { fromItem, type Item } from "./item.ts";
import { readItems } from "./read-documents.ts";
import { attributes, indexKeys } from "./table.ts";

/** One page of a partition (strongly consistent) or of an index (as far as it has caught up). */
export async function queryDocuments<Body extends JsonObject>(table: Table, query: StoreQuery, limit: number): Promise<StorePage<Body>> {
  const keys = query.index === "main" ? { pk: attributes.pk, sk: attributes.sk } : indexKeys[query.index];
  const range = toRange(query.range);
  const from = query.cursor === undefined ? undefined : decodeCursor(query, keys, query.cursor);
  if (range === null) return { documents: [] };
  const answer = await table.send(
    new QueryCommand({
      ...table.defaults,
      ...(query.index === "main" ? { ConsistentRead: true } : { IndexName: query.index }),
      KeyConditionExpression: `#pk = :pk${range === undefined ? "" : ` AND ${range.expression}`}`,
      ExpressionAttributeNames: { "#pk": keys.pk, ...(range === undefined ? {} : { "#sk": keys.sk }) },
      ExpressionAttributeValues: { ":pk": { S: query.pk }, ...range?.values },
      ScanIndexForward: query.reverse !== true,
      Limit: limit,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    }),
  );
  const rows = answer.Items ?? [];
  const documents =
    query.index === "main" || indexKeys[query.index].whole ? live<Body>(table, rows) : await resolve<Body>(table, query.index, rows);
  return answer.LastEvaluatedKey === undefined ? { documents } : { documents, cursor: encodeCursor(query, keys, answer.LastEvaluatedKey) };
}

function live<Body extends JsonObject>(table: Table, rows: readonly (Item | undefined)[]): StoredDocument<Body>[] {
  const now = table.clock.now();
  return rows.map((row) => fromItem<Body>(row, now)).filter((document) => document !== null);
}

/** Fetches the items a narrow index points to, and drops those that have moved on since. */
async function resolve<Body extends JsonObject>(table: Table, index: IndexName, rows: readonly Item[]): Promise<StoredDocument<Body>[]> {
  const { pk, sk } = indexKeys[index];
  const keys = rows.map((row) => ({ pk: row[attributes.pk]?.S ?? "", sk: row[attributes.sk]?.S ?? "" }));
  const items = await readItems(table, keys, { consistent: false });
  return live<Body>(
    table,
    items.filter((item, at) => item?.[pk]?.S === rows[at]?.[pk]?.S && item?.[sk]?.S === rows[at]?.[sk]?.S),
  );
}

/** The bounds as a key condition; undefined without any, null when nothing can lie between them. */
function toRange(range: StoreQuery["range"]): { readonly expression: string; readonly values: Item } | undefined | null {
  if (range === undefined) return undefined;
  // An empty text is no key: as a lower bound it bounds nothing, as an upper one it leaves nothing.
  if ("prefix" in range)
    return range.prefix === "" ? undefined : { expression: "begins_with(#sk, :prefix)", values: { ":prefix": { S: range.prefix } } };
  const from = range.from === "" ? undefined : range.from;
  if (range.to === "") return null;
  if (from !== undefined && range.to !== undefined) {
    if (Buffer.compare(Buffer.from(from), Buffer.from(range.to)) > 0) return null;
    return { expression: "#sk BETWEEN :from AND :to", values: { ":from": { S: from }, ":to": { S: range.to } } };
  }
  if (from !== undefined) return { expression: "#sk >= :from", values: { ":from": { S: from } } };
  if (range.to !== undefined) return { expression: "#sk <= :to", values: { ":to": { S: range.to } } };
  return undefined;
}
