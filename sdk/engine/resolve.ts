import { isAllowFailure } from "../task/arguments.ts";
import { type EngineFuture, isFuture } from "../task/future.ts";
import { isPlainObject } from "./plain-object.ts";

/** A future found in a value. */
export interface FoundFuture {
  readonly future: EngineFuture<unknown>;
  /** Its error may take the place of its value. */
  readonly allowFailure: boolean;
}

/** Lists longer than this are searched for futures among their entries only, not inside them, unless one of the first entries holds some. */
const LONG_LIST = 1_000;
const SAMPLE = 10;
const DEEPEST = 20;

/** The futures in a value: itself, or inside lists and plain objects. */
export function findFutures(value: unknown, found: FoundFuture[] = [], depth = 0): FoundFuture[] {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return found;
  if (isFuture(value)) found.push({ future: value, allowFailure: false });
  else if (isAllowFailure(value)) {
    if (isFuture(value.value)) found.push({ future: value.value, allowFailure: true });
  } else if (Array.isArray(value)) findInList(value, found, depth);
  else if (isPlainObject(value)) for (const key in value) findFutures(value[key], found, depth + 1);
  return found;
}

function findInList(list: readonly unknown[], found: FoundFuture[], depth: number): void {
  const before = found.length;
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index];
    if (typeof item !== "object" || item === null) continue;
    // rows by the hundred thousand are data: looking into each would cost more than many a task
    if (index >= SAMPLE && list.length > LONG_LIST && found.length === before && !isFuture(item) && !isAllowFailure(item)) continue;
    findFutures(item, found, depth + 1);
  }
}

/** The value with every future replaced by what `replace` gives for it. Lists and objects without futures are handed on as they are. */
export function replaceFutures(value: unknown, replace: (found: FoundFuture) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isFuture(value)) return replace({ future: value, allowFailure: false });
  if (isAllowFailure(value)) return isFuture(value.value) ? replace({ future: value.value, allowFailure: true }) : value.value;
  if (!Array.isArray(value) && !isPlainObject(value)) return value;
  if (findFutures(value).length === 0) return value;
  if (Array.isArray(value)) return value.map((item) => replaceFutures(item, replace));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceFutures(item, replace)]));
}
