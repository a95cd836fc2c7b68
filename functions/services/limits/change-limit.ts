import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Limit } from "#core/rules/limits.ts";
import { change } from "../change.ts";
import { limitKey } from "../documents/keys.ts";
import { limitDocument, limitIdOf, limitOf } from "../documents/limit.ts";
import type { Parts } from "../parts.ts";
import { contended } from "../refusals.ts";

type Decision<Result> = { readonly next: Limit | undefined; readonly result: Result };

const ATTEMPTS = 8;

/**
 * Reads a limit, lets `decide` say what it becomes, and writes that if nobody wrote in between; else starts again. `next: undefined` changes
 * nothing. An implicit limit that nobody holds a slot of any more is deleted.
 */
export async function changeLimit<Result>(
  parts: Pick<Parts, "store" | "clock">,
  name: string,
  decide: (limit: Limit | null, now: number) => Decision<Result> | Promise<Decision<Result>>,
): Promise<Result> {
  const key = limitKey(limitIdOf(name));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const outcome = await change(parts.store, key, "concurrency limit", async (current) => {
      const now = parts.clock.now();
      const { next, result } = await decide(current === null ? null : limitOf(current), now);
      if (next === undefined) return { result: { result, empty: undefined } };
      if (isEmpty(next)) return { result: { result, empty: current?.version } };
      return { document: limitDocument({ ...next, updated: formatTimestamp(now) }), result: { result, empty: undefined } };
    });
    if (outcome.empty === undefined || (await parts.store.delete(key, { version: outcome.empty }))) return outcome.result;
  }
  throw contended("concurrency limit");
}

/** The limit of that name; null if there is none. */
export async function limitNamed({ store }: Pick<Parts, "store">, name: string): Promise<Limit | null> {
  const document = await store.get(limitKey(limitIdOf(name)));
  return document === null ? null : limitOf(document);
}

function isEmpty(limit: Limit): boolean {
  return limit.implicit && limit.holders.length === 0 && limit.loose === 0;
}
