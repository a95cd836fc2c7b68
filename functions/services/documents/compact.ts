import type { JsonObject } from "#core/ports/store.ts";

/** The record without the keys in `left` and without those that hold their default, so that documents stay small. */
export function compact(record: object, defaults: JsonObject, left: ReadonlySet<string> = NONE): JsonObject {
  const small: JsonObject = {};
  for (const key in record) {
    if (left.has(key)) continue;
    const value = (record as JsonObject)[key];
    if (value !== undefined && !isDefault(value, defaults[key])) small[key] = value;
  }
  return small;
}

const NONE: ReadonlySet<string> = new Set();

/** The record with its defaults back. */
export function restore(small: JsonObject, defaults: JsonObject): JsonObject {
  const record: JsonObject = {};
  for (const key in defaults) {
    const value = defaults[key];
    // a fresh object each time, so that no two records share one
    record[key] = value === null || typeof value !== "object" ? value : Array.isArray(value) ? [] : {};
  }
  return Object.assign(record, small);
}

function isDefault(value: unknown, standard: unknown): boolean {
  if (standard === undefined) return false;
  if (standard === null || typeof standard !== "object") return value === standard;
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? value.length === 0 : isEmpty(value);
}

function isEmpty(value: object): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}
