import type { Clock } from "#core/ports/clock.ts";
import type { DocumentKey, Store, StoredDocument, StorePage } from "#core/ports/store.ts";
import { SqliteStore } from "./sqlite-store.ts";

/**
 * A store whose index reads run behind, as those of the cloud may: a copy in memory gets each change `lagMs` later, and indexes are read from the copy.
 * `list` shows the old documents; the other indexes show old entries, whose documents are then read as they are now. Sees this process's writes only.
 */
export function laggingStore(store: SqliteStore, clock: Clock, lagMs: number): Store {
  const copy = new SqliteStore(":memory:", { clock });
  for (const document of store.all()) copy.mirror(document, document);

  const pending: { readonly due: number; readonly key: DocumentKey; readonly document: StoredDocument | null }[] = [];
  const note = async (keys: readonly DocumentKey[]) => {
    const documents = await store.getMany(keys);
    keys.forEach((key, at) => {
      pending.push({ due: clock.now() + lagMs, key, document: documents[at] ?? null });
    });
  };
  const catchUp = () => {
    while (pending[0] !== undefined && pending[0].due <= clock.now()) {
      const { key, document } = pending.shift()!;
      copy.mirror(key, document);
    }
  };

  return {
    get: (key) => store.get(key),
    getMany: (keys) => store.getMany(keys),
    async put(document, expect) {
      const result = await store.put(document, expect);
      if (result.ok) await note([document]);
      return result;
    },
    async putMany(writes) {
      const results = await store.putMany(writes);
      await note(writes.filter((_, at) => results[at]?.ok).map((write) => write.document));
      return results;
    },
    async delete(key, expect) {
      const found = await store.delete(key, expect);
      await note([key]);
      return found;
    },
    async deleteMany(keys) {
      await store.deleteMany(keys);
      await note(keys);
    },
    async query(query) {
      if (query.index === "main") return store.query(query);
      catchUp();
      const page: StorePage = await copy.query(query);
      if (query.index === "list") return page as never;
      const current = await store.getMany(page.documents);
      return { ...page, documents: current.filter((document) => document !== null) } as never;
    },
    async close() {
      await copy.close();
      await store.close();
    },
  };
}
