type Json = { [key: string]: unknown };

/** One secret value in a block's data: where it is, and what it is. */
export interface SecretLeaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * The values that a schema's `secret_fields` keep secret. A field is a path with dots, `*` stands for any key; where it leads to an object
 * or a list, everything in it is secret. Null is no value.
 */
export function secretLeaves(fields: Json, data: Json): SecretLeaf[] {
  const found = new Map<string, SecretLeaf>();
  const listed = Array.isArray(fields.secret_fields) ? fields.secret_fields.filter((field) => typeof field === "string") : [];
  for (const field of listed) {
    for (const { path, value } of reached(data, field.split("."), []))
      for (const leaf of leaves(value, path)) found.set(pathText(leaf.path), leaf);
  }
  return [...found.values()];
}

/** A copy of the data with the values at these paths replaced. */
export function replaceLeaves(data: Json, changed: readonly SecretLeaf[]): Json {
  const copy = structuredClone(data);
  for (const { path, value } of changed) {
    let at: unknown = copy;
    for (const key of path.slice(0, -1)) at = (at as Json)[key];
    (at as Json)[path.at(-1)!] = value;
  }
  return copy;
}

/** A path as the key of a map. */
export function pathText(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** The path of such a key. */
export function parsePath(text: string): string[] {
  return JSON.parse(text) as string[];
}

function reached(at: unknown, path: readonly string[], from: readonly string[]): SecretLeaf[] {
  const [key, ...rest] = path;
  if (key === undefined) return [{ path: from, value: at }];
  if (at === null || typeof at !== "object") return [];
  const keys = key === "*" ? Object.keys(at) : Object.hasOwn(at, key) ? [key] : [];
  return keys.flatMap((name) => reached((at as Json)[name], rest, [...from, name]));
}

function leaves(value: unknown, path: readonly string[]): SecretLeaf[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [{ path, value }];
  // another block, which keeps its own secrets
  if ("$ref" in value) return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
