import type { Clock } from "#core/ports/clock.ts";
import type {
  DocumentKey,
  Expectation,
  JsonObject,
  NewDocument,
  PutResult,
  Store,
  StoredDocument,
  StorePage,
  StoreQuery,
} from "#core/ports/store.ts";
import { SqliteStore } from "./sqlite-store.ts";

/**
 * A store whose index reads run behind, as those of the cloud may: a copy in memory gets each change `lagMs` later, and indexes are read from the copy.
 * `list` shows the old documents; the other indexes show old entries, whose documents are then read as they are now. Sees this process's writes only.
 */
export function laggingStore(store: SqliteStore, clock: Clock, lagMs: number): Store {
  return new LaggingStore(store, clock, lagMs);
}

class LaggingStore implements Store {
  readonly #store: SqliteStore;
  readonly #copy: SqliteStore;
  readonly #clock: Clock;
  readonly #lagMs: number;
  readonly #pending: { readonly due: number; readonly key: DocumentKey; readonly document: StoredDocument | null }[] = [];

  constructor(store: SqliteStore, clock: Clock, lagMs: number) {
    this.#store = store;
    this.#clock = clock;
    this.#lagMs = lagMs;
    this.#copy = new SqliteStore(":memory:", { clock });
    for (const document of store.all()) this.#copy.mirror(document, document);
  }

  get<Body extends JsonObject>(key: DocumentKey): Promise<StoredDocument<Body> | null> {
    return this.#store.get(key);
  }

  getMany<Body extends JsonObject>(keys: readonly DocumentKey[]): Promise<(StoredDocument<Body> | null)[]> {
    return this.#store.getMany(keys);
  }

  async put<Body extends JsonObject>(document: NewDocument<Body>, expect: Expectation): Promise<PutResult<Body>> {
    const result = await this.#store.put(document, expect);
    if (result.ok) await this.#note([document]);
    return result;
  }

  async putMany(writes: readonly { readonly document: NewDocument; readonly expect: Expectation }[]): Promise<PutResult[]> {
    const results = await this.#store.putMany(writes);
    await this.#note(writes.filter((_, at) => results[at]?.ok).map((write) => write.document));
    return results;
  }

  async delete(key: DocumentKey, expect?: { readonly version: number }): Promise<boolean> {
    const found = await this.#store.delete(key, expect);
    await this.#note([key]);
    return found;
  }

  async deleteMany(keys: readonly DocumentKey[]): Promise<void> {
    await this.#store.deleteMany(keys);
    await this.#note(keys);
  }

  async query<Body extends JsonObject>(query: StoreQuery): Promise<StorePage<Body>> {
    const { index } = query;
    if (index === "main") return this.#store.query(query);
    this.#catchUp();
    const page = await this.#copy.query<Body>(query);
    if (index === "list") return page;
    const current = await this.#store.getMany<Body>(page.documents);
    // An entry that has moved on since leads nowhere.
    const documents = current.filter((document, at) => {
      const [old, now] = [page.documents[at]?.indexes?.[index], document?.indexes?.[index]];
      return document !== null && old?.pk === now?.pk && old?.sk === now?.sk;
    });
    return { ...page, documents: documents as StoredDocument<Body>[] };
  }

  async close(): Promise<void> {
    await this.#copy.close();
    await this.#store.close();
  }

  async #note(keys: readonly DocumentKey[]): Promise<void> {
    const documents = await this.#store.getMany(keys);
    const due = this.#clock.now() + this.#lagMs;
    keys.forEach(({ pk, sk }, at) => {
      this.#pending.push({ due, key: { pk, sk }, document: documents[at] ?? null });
    });
  }

  #catchUp(): void {
    const now = this.#clock.now();
    while (this.#pending[0] !== undefined && this.#pending[0].due <= now) {
      const { key, document } = this.#pending.shift()!;
      this.#copy.mirror(key, document);
    }
  }
}
