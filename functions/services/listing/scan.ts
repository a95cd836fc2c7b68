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

/** A stream of documents in order of their place. */
export type Ordered = AsyncGenerator<readonly StoredDocument[]>;

/** How documents of a stream are placed, and whether the last place comes first. */
export interface Order {
  readonly place: (document: StoredDocument) => string;
  readonly reverse: boolean;
}

/** Several streams of documents that are each in that order, as one stream in that order; a document in several of them comes once. */
export async function* merge(streams: readonly Ordered[], { place, reverse }: Order): Ordered {
  if (streams.length === 1) return yield* streams[0]!;
  const heads: { stream: Ordered; page: readonly StoredDocument[]; at: number }[] = [];
  const firsts = await Promise.all(streams.map((stream) => stream.next()));
  for (const [n, first] of firsts.entries()) if (!first.done) heads.push({ stream: streams[n]!, page: first.value, at: 0 });
  const placeAt = (head: (typeof heads)[number]) => place(head.page[head.at]!);
  let batch: StoredDocument[] = [];
  let last: string | undefined;
  while (heads.length > 0) {
    const best = heads.reduce((a, b) => (placeAt(b) < placeAt(a) !== reverse ? b : a));
    const document = best.page[best.at]!;
    // the same document has the same place in each stream
    if (document.pk !== last) batch.push(document);
    last = document.pk;
    best.at++;
    if (best.at === best.page.length) {
      if (batch.length > 0) yield batch;
      batch = [];
      const more = await best.stream.next();
      if (more.done) heads.splice(heads.indexOf(best), 1);
      else Object.assign(best, { page: more.value, at: 0 });
    }
  }
}

/**
 * Two streams in that order, of which each holds all that is wanted, as one that ends with the shorter. The one that has given less so far is
 * read on, so that it costs about twice as much as the better of them would alone.
 */
export async function* race(streams: readonly [Ordered, Ordered], { place, reverse }: Order): Ordered {
  const given = [0, 0];
  let reached: string | undefined;
  const isBeyond = (at: string) => reached === undefined || (reverse ? at < reached : at > reached);
  for (;;) {
    const turn = given[1]! < given[0]! ? 1 : 0;
    const page = await streams[turn]!.next();
    if (page.done) return;
    given[turn]! += page.value.length;
    const news = page.value.filter((document) => isBeyond(place(document)));
    if (news.length === 0) continue;
    reached = place(news.at(-1)!);
    yield news;
  }
}
