import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Expectation, NewDocument } from "#core/ports/store.ts";
import type { Item } from "./item.ts";
import { attributes } from "./table.ts";

/** A condition on scalars with every name aliased: reserved words are many and grow. */
export interface Condition {
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Item;
}

/** What an expectation means on the table; undefined for `any`. An item whose time is over counts as absent. */
export function toCondition(expect: Expectation, document: Pick<NewDocument, "rank">, now: number): Condition | undefined {
  if (expect === "any") return undefined;
  if (typeof expect === "object") return atVersion(expect.version, now);
  const absent = "attribute_not_exists(#pk) OR #x <= :now";
  const names = { "#pk": attributes.pk, "#x": attributes.expiresAt };
  const values = { ":now": seconds(now) };
  // A missing rank is the smallest, so nothing is smaller than that of a document without one.
  if (expect === "absent" || document.rank === undefined || document.rank === "") return { expression: absent, names, values };
  return {
    expression: `${absent} OR attribute_not_exists(#r) OR #r < :r`,
    names: { ...names, "#r": attributes.rank },
    values: { ...values, ":r": { S: document.rank } },
  };
}

/** That exact version is there and its time is not over. */
export function atVersion(version: number, now: number): Condition {
  return {
    expression: "#v = :v AND (attribute_not_exists(#x) OR #x > :now)",
    names: { "#v": attributes.version, "#x": attributes.expiresAt },
    values: { ":v": { N: String(version) }, ":now": seconds(now) },
  };
}

function seconds(now: number): AttributeValue {
  return { N: String(now / 1000) };
}
