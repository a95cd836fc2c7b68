import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Limit } from "#core/rules/limits.ts";
import { change } from "../change.ts";
import { limitKey } from "../documents/keys.ts";
import { deletedLimitDocument, KEPT_SECONDS, limitDocument, limitIdOf, liveLimit } from "../documents/limit.ts";
import type { Parts } from "../parts.ts";

type Decision<Result> = { readonly next: Limit | undefined; readonly result: Result };

/**
 * Reads a limit, lets `decide` say what it becomes, and writes that if nobody wrote in between; else starts again. `next: undefined` changes
 * nothing. An implicit limit that nobody holds a slot of any more goes by itself, a day later: were it deleted at once and made anew, its
 * versions would begin again, and who had read the one before could take the new one for it.
 */
export async function changeLimit<Result>(
  parts: Pick<Parts, "store" | "clock">,
  name: string,
  decide: (limit: Limit | null, now: number) => Decision<Result> | Promise<Decision<Result>>,
): Promise<Result> {
  return change(parts.store, limitKey(limitIdOf(name)), "concurrency limit", async (current) => {
    const now = parts.clock.now();
    const { next, result } = await decide(liveLimit(current), now);
    if (next === undefined) return { result };
    const document = limitDocument({ ...next, updated: formatTimestamp(now) });
    return { document: isEmpty(next) ? { ...document, expiresAt: Math.ceil(now / 1000) + KEPT_SECONDS } : document, result };
  });
}

/** The limit of that name; null if there is none. */
export async function limitNamed({ store }: Pick<Parts, "store">, name: string): Promise<Limit | null> {
  return liveLimit(await store.get(limitKey(limitIdOf(name))));
}

/** Deletes the limit of that id; false if there was none. */
export async function deleteLimit({ store, clock }: Pick<Parts, "store" | "clock">, id: string): Promise<boolean> {
  return change(store, limitKey(id), "concurrency limit", (current) =>
    liveLimit(current) === null ? { result: false } : { document: deletedLimitDocument(id, clock.now()), result: true },
  );
}

function isEmpty(limit: Limit): boolean {
  return limit.implicit && limit.holders.length === 0 && limit.loose === 0;
}
