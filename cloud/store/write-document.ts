import { ConditionalCheckFailedException, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Expectation, JsonObject, NewDocument, PutResult } from "#core/ports/store.ts";
import { type Condition, toCondition } from "./condition.ts";
import type { Table } from "./connection.ts";
import { fromItem, type Item, toAttributes, toKey } from "./item.ts";
import { attributes, indexKeys } from "./table.ts";

/** One conditional write of one item whose body is `json`, and nothing else: no transaction, no read before. */
export async function writeDocument<Body extends JsonObject>(
  table: Table,
  document: NewDocument<Body>,
  json: string,
  expect: Expectation,
): Promise<PutResult<Body>> {
  const written = toAttributes(document, json);
  const condition = toCondition(expect, document, table.clock.now());
  try {
    const known = expect === "absent" ? 1 : typeof expect === "object" ? expect.version + 1 : undefined;
    const version =
      known === undefined
        ? await increment(table, document, written, condition)
        : await replace(table, document, written, known, condition);
    return { ok: true, version };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // The first attempt may have been carried out and only its answer lost: then what stands in the way is this very write.
    if ((error.$metadata.attempts ?? 1) > 1 && isSame(error.Item, written, expect)) return { ok: true, version: versionOf(error.Item) };
    return { ok: false, current: fromItem<Body>(error.Item, table.clock.now()) };
  }
}

/** The version after the write is known beforehand: the whole item is put. */
async function replace(
  table: Table,
  document: NewDocument,
  written: Item,
  version: number,
  condition: Condition | undefined,
): Promise<number> {
  const item = { ...toKey(document), ...written, [attributes.version]: { N: String(version) } };
  await table.send(new PutItemCommand({ ...table.defaults, Item: item, ...parts(condition) }));
  return version;
}

/** The version after the write depends on what is there: the table counts, and attributes not written now are removed. */
async function increment(table: Table, document: NewDocument, written: Item, condition: Condition | undefined): Promise<number> {
  const names: Record<string, string> = { ...condition?.names, "#v": attributes.version };
  const values: Item = { ...condition?.values, ":zero": { N: "0" }, ":one": { N: "1" } };
  const sets = ["#v = if_not_exists(#v, :zero) + :one"];
  const removes: string[] = [];
  for (const name of writable) {
    names[`#${name}`] = name;
    if (written[name] === undefined) removes.push(`#${name}`);
    else {
      sets.push(`#${name} = :new_${name}`);
      values[`:new_${name}`] = written[name];
    }
  }
  const answer = await table.send(
    new UpdateItemCommand({
      ...table.defaults,
      Key: toKey(document),
      UpdateExpression: `SET ${sets.join(", ")}${removes.length === 0 ? "" : ` REMOVE ${removes.join(", ")}`}`,
      ReturnValues: "ALL_NEW",
      ...parts(condition),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    }),
  );
  return versionOf(answer.Attributes);
}

const writable = [attributes.body, attributes.rank, attributes.expiresAt, ...Object.values(indexKeys).flatMap(({ pk, sk }) => [pk, sk])];

/** A condition as the fields of a command; a refused write then tells what is there. */
export function parts(condition: Condition | undefined) {
  if (condition === undefined) return {};
  return {
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: condition.names,
    ExpressionAttributeValues: condition.values,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  };
}

function isSame(item: Item | undefined, written: Item, expect: Expectation): boolean {
  if (item === undefined) return false;
  if (typeof expect === "object" && versionOf(item) !== expect.version + 1) return false;
  return writable.every((name) => {
    const [left, right] = [item[name], written[name]];
    if (left?.B !== undefined && right?.B !== undefined) return Buffer.compare(left.B, right.B) === 0;
    return left?.S === right?.S && left?.N === right?.N && left?.B === right?.B;
  });
}

function versionOf(item: Item | undefined): number {
  return Number(item?.[attributes.version]?.N);
}
