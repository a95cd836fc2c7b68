import { type ParameterIssue, ParameterValidationError } from "../errors/flow-errors.ts";
import type { SchemaIssue, StandardSchema } from "./standard-schema.ts";

/**
 * The parameters as the schema gives them. Text where the schema expects a number, boolean, bigint or date is converted first if it spells
 * one: parameters also come from forms and command lines, which know only text.
 *
 * @throws ParameterValidationError naming each field.
 */
export async function validateParameters(flowName: string, schema: StandardSchema, given: unknown): Promise<unknown> {
  const { validate } = schema["~standard"];
  const first = await validate(given);
  if (first.issues === undefined) return first.value;
  const converted = convert(given, first.issues);
  if (converted !== undefined) {
    const second = await validate(converted);
    if (second.issues === undefined) return second.value;
    throw new ParameterValidationError(flowName, second.issues.map(worded));
  }
  throw new ParameterValidationError(flowName, first.issues.map(worded));
}

function worded({ message, path }: SchemaIssue): ParameterIssue {
  return { path: keysOf(path).map(String).join("."), message };
}

function keysOf(path: SchemaIssue["path"]): PropertyKey[] {
  return (path ?? []).map((step) => (typeof step === "object" ? step.key : step));
}

/** A copy with the text at the issues' places converted; undefined if there is nothing to convert. */
function convert(given: unknown, issues: readonly SchemaIssue[]): unknown {
  let changed = false;
  let copy = given;
  for (const issue of issues) {
    const { expected } = issue as { expected?: unknown };
    const keys = keysOf(issue.path);
    const value = spelled(at(copy, keys), expected);
    if (value === undefined) continue;
    copy = replaceAt(copy, keys, value);
    changed = true;
  }
  return changed ? copy : undefined;
}

function spelled(text: unknown, expected: unknown): unknown {
  if (typeof text !== "string" || text.trim() === "") return undefined;
  switch (expected) {
    case "number":
    case "int":
      return Number.isNaN(Number(text)) ? undefined : Number(text);
    case "bigint":
      return /^\s*[+-]?\d+\s*$/.test(text) ? BigInt(text) : undefined;
    case "boolean":
      return { true: true, false: false }[text.trim().toLowerCase()];
    case "date":
      return Number.isNaN(Date.parse(text)) ? undefined : new Date(text);
    default:
      return undefined;
  }
}

function at(value: unknown, keys: readonly PropertyKey[]): unknown {
  return keys.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

function replaceAt(value: unknown, [key, ...rest]: readonly PropertyKey[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy: Record<PropertyKey, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) };
  copy[key] = replaceAt(copy[key], rest, by);
  return copy;
}
