import { randomUUID } from "node:crypto";
import type { JsonObject, NewDocument, Store, StoredDocument, StoreQuery } from "#core/ports/store.ts";
import type { Capability } from "#test/support/capability.ts";
import { eventually } from "#test/support/eventually.ts";

/** A store under test, empty at first; one serves all tests of an adapter, which keep to partitions of their own. */
export interface StoreFixture {
  readonly store: Store;
  /** A second handle on the same data, as another process would have it. */
  readonly second: Store;
  /** Closes `store` and opens it again, as a restart does; `store` is the new one then. */
  reopen(): Promise<Store>;
  /** Makes every write fail as throttled, beyond what the adapter retries by itself, until `calm`. */
  throttle(): Promise<{ calm(): Promise<void> }>;
  /** Makes the next writes fail at first, or a batch be done in part only; the adapter must get them done by itself. */
  hiccup(): Promise<void>;
  close(): Promise<void>;
}

/** How an adapter opens its store, and how patient its tests have to be. */
export interface StoreSubject {
  open(): Promise<StoreFixture>;
  /** For one test; default 5,000 ms. */
  readonly timeoutMs?: number;
  /** Whether `throttle` and `hiccup` work; default true. */
  readonly busy?: Capability;
}

/** What each part of the suite works with. */
export interface StoreContext {
  readonly fixture: () => StoreFixture;
  readonly store: () => Store;
  readonly busy: Capability;
  readonly timeoutMs: number;
}

/** A partition key nobody else uses. */
export function partition(name = "P"): string {
  return `${name}#${randomUUID()}`;
}

/** A document with the fields a test is not about. */
export function document(pk: string, sk: string, more: Partial<NewDocument> = {}): NewDocument {
  return { pk, sk, body: { sk }, ...more };
}

/** All pages of a query, each checked to keep its limit. */
export async function readAll(store: Store, query: StoreQuery): Promise<StoredDocument[]> {
  const documents: StoredDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<JsonObject>({ ...query, ...(cursor !== undefined && { cursor }) });
    if (page.documents.length > (query.limit ?? 100))
      throw new Error(`A page held ${page.documents.length} documents; asked for ${query.limit ?? 100}.`);
    documents.push(...page.documents);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return documents;
}

/** All pages of an index, read until `assertion` holds, as an index may lag behind. */
export async function readEventually(
  context: StoreContext,
  query: StoreQuery,
  assertion: (documents: StoredDocument[]) => void,
): Promise<void> {
  await eventually(async () => assertion(await readAll(context.store(), query)), context.timeoutMs * 0.8);
}
