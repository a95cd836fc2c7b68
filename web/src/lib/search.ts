// Filters live in the URL as plain repeated keys (`?state=FAILED&state=CRASHED`), readable and editable by hand.

/** A query string to values; a repeated key becomes an array. */
export function parseSearch(text: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const known = values[key];
    values[key] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
  }
  return values;
}

/** The inverse of {@link parseSearch}; empty and undefined values are left out. */
export function stringifySearch(values: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== "") search.append(key, String(item));
    }
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

/** A search value as a list of non-empty texts; undefined when there is none. */
export function list(value: unknown): string[] | undefined {
  const items = (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === "string" && item !== "");
  return items.length === 0 ? undefined : [...new Set(items)];
}

/** A search value as one text. */
export function text(value: unknown): string | undefined {
  return list(value)?.[0];
}

/** A search value if it is one of `choices`. */
export function oneOf<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === text(value));
}

/** Those of a search value's texts that are among `choices`; undefined when there is none. */
export function someOf<T extends string>(value: unknown, choices: readonly T[]): T[] | undefined {
  const known = choices.filter((choice) => list(value)?.includes(choice));
  return known.length === 0 ? undefined : known;
}

/** Leaves out undefined values, which `exactOptionalPropertyTypes` tells from absent ones. */
export function defined<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
