import type { StoreQuery } from "#core/ports/store.ts";
import type { Position } from "./cursor.ts";

/** Bounds of a query as SQL over the columns `sk` and `row`, with the values to bind. */
export interface Bounds {
  readonly sql: string;
  readonly values: (string | number)[];
}

/** The bounds of a page: the range asked for, and where the last page ended. */
export function boundsOf(query: Pick<StoreQuery, "range" | "reverse">, after: Position | undefined, sk: string, row: string): Bounds {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...bound: (string | number)[]) => {
    conditions.push(` AND ${condition}`);
    values.push(...bound);
  };
  for (const [comparison, bound] of rangeBounds(query.range)) add(`${sk} ${comparison} ?`, bound);
  if (after !== undefined) add(`(${sk}, ${row}) ${query.reverse ? "<" : ">"} (?, ?)`, after.sk, after.row);
  return { sql: conditions.join(""), values };
}

function rangeBounds(range: StoreQuery["range"]): [comparison: string, bound: string][] {
  if (range === undefined) return [];
  const bounds: [string, string][] = [];
  if ("prefix" in range) {
    const end = prefixEnd(range.prefix);
    bounds.push([">=", range.prefix]);
    if (end !== undefined) bounds.push(["<", end]);
  } else {
    if (range.from !== undefined) bounds.push([">=", range.from]);
    if (range.to !== undefined) bounds.push(["<=", range.to]);
  }
  return bounds;
}

/** The smallest text greater than every text that begins with `prefix`; undefined if there is none. */
function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are no characters; UTF-8 goes from U+D7FF straight to U+E000.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
