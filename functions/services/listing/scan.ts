import type { Store, StoredDocument, StoreQuery } from "#core/ports/store.ts";
import { tooBroad } from "../refusals.ts";

/** How many documents one request may read. Beyond it, a query is told to be narrower. */
export const READ_BOUND = 50_000;

/** Counts what a request reads. */
export interface ReadBudget {
  /** @throws ProblemError `bad-request` when the request has read {@link READ_BOUND} documents. */
  spend(documents: number): void;
}

/** A fresh budget; `kind` names what is being listed. */
export function createBudget(kind: string, bound: number = READ_BOUND): ReadBudget {
  let spent = 0;
  return {
    spend(documents) {
      spent += documents;
      if (spent > bound) throw tooBroad(kind, bound);
    },
  };
}

/** All pages of a query, in order. */
export async function* pages(store: Store, query: StoreQuery, budget: ReadBudget): AsyncGenerator<readonly StoredDocument[]> {
  let cursor: string | undefined;
  do {
    const page = await store.query({ ...query, ...(cursor === undefined ? undefined : { cursor }) });
    budget.spend(page.documents.length);
    if (page.documents.length > 0) yield page.documents;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Several streams of documents that are each in order of their sort key in `index`, as one stream in that order. */
export async function* merge(
  streams: readonly AsyncGenerator<readonly StoredDocument[]>[],
  index: "flow" | "deployment" | "list",
  reverse: boolean,
): AsyncGenerator<readonly StoredDocument[]> {
  if (streams.length === 1) return yield* streams[0]!;
  const heads: { stream: AsyncGenerator<readonly StoredDocument[]>; page: readonly StoredDocument[]; at: number }[] = [];
  for (const stream of streams) {
    const first = await stream.next();
    if (!first.done) heads.push({ stream, page: first.value, at: 0 });
  }
  const place = (head: (typeof heads)[number]) => head.page[head.at]!.indexes![index]!.sk;
  let batch: StoredDocument[] = [];
  while (heads.length > 0) {
    const best = heads.reduce((a, b) => (place(b) < place(a) !== reverse ? b : a));
    batch.push(best.page[best.at]!);
    best.at++;
    if (best.at === best.page.length) {
      yield batch;
      batch = [];
      const more = await best.stream.next();
      if (more.done) heads.splice(heads.indexOf(best), 1);
      else Object.assign(best, { page: more.value, at: 0 });
    }
  }
}
