import { describe, expect, it } from "vitest";
import { StoreInputError } from "#core/ports/errors.ts";
import type { IndexName, StoredDocument } from "#core/ports/store.ts";
import { document, partition, readAll, readEventually, type StoreContext } from "./fixture.ts";

/** Listings: order, ranges, pages and cursors of partitions and of every index. */
export function describeIndexes(context: StoreContext): void {
  const { store, timeoutMs } = context;
  const indexes = ["main", "list", "flow", "deployment", "holder", "parent"] as const;
  const sortKeys = (documents: StoredDocument[]) => documents.map((found) => found.body.sk);

  /** Puts documents so that they appear under `pk` in the index, or are its partition itself. */
  const fill = async (index: (typeof indexes)[number], pk: string, keys: readonly string[]) => {
    const writes = keys.map((sk, at) => {
      const more = { body: { sk } };
      return index === "main" ? document(pk, sk, more) : document(`${pk}#${at}`, "META", { ...more, indexes: { [index]: { pk, sk } } });
    });
    await store().putMany(writes.map((written) => ({ document: written, expect: "absent" })));
    await readEventually(context, { index, pk }, (found) => expect(found).toHaveLength(keys.length));
  };

  describe.each(indexes)("index %s", { timeout: timeoutMs }, (index) => {
    it("sorts by the bytes of UTF-8, both ways", async () => {
      const pk = partition();
      const ordered = ["!", "-1", "0", "1", "10", "2", "A", "Z", "_", "a", "aa", "b", "~", "é", "流", "\uffee", "😀"];
      await fill(index, pk, [...ordered].reverse());
      expect(sortKeys(await readAll(store(), { index, pk }))).toEqual(ordered);
      expect(sortKeys(await readAll(store(), { index, pk, reverse: true }))).toEqual([...ordered].reverse());
    });

    it("reads prefixes and inclusive ranges", async () => {
      const pk = partition();
      const keys = ["a", "a#1", "a#2", "a#2x", "a$", "b#1", "\ud7ff1", "\ud7ff2", "\ue000"];
      await fill(index, pk, keys);
      const read = async (range: NonNullable<Parameters<typeof readAll>[1]["range"]>, reverse = false) =>
        sortKeys(await readAll(store(), { index, pk, range, reverse, limit: 2 }));
      expect(await read({ prefix: "a#" })).toEqual(["a#1", "a#2", "a#2x"]);
      expect(await read({ prefix: "a#" }, true)).toEqual(["a#2x", "a#2", "a#1"]);
      expect(await read({ prefix: "a#2x" })).toEqual(["a#2x"]);
      expect(await read({ prefix: "c" })).toEqual([]);
      expect(await read({ prefix: "\ud7ff" })).toEqual(["\ud7ff1", "\ud7ff2"]);
      expect(await read({ from: "a#2", to: "b#1" })).toEqual(["a#2", "a#2x", "a$", "b#1"]);
      expect(await read({ from: "a#2" })).toEqual(keys.slice(2));
      expect(await read({ to: "a#1" })).toEqual(["a", "a#1"]);
      expect(await read({ to: "a#1" }, true)).toEqual(["a#1", "a"]);
      expect(await read({ from: "b", to: "a" })).toEqual([]);
      expect(await read({})).toEqual(keys);
    });

    it("pages on by cursor in both directions, while others write", async () => {
      const pk = partition();
      const keys = Array.from({ length: 25 }, (_, at) => `k${String(at).padStart(2, "0")}`);
      await fill(index, pk, keys);
      const first = await store().query({ index, pk, limit: 10 });
      expect(sortKeys(first.documents)).toEqual(keys.slice(0, 10));
      expect(first.cursor).toMatch(/^[\w-]+$/);
      await store().delete(first.documents[9]!);
      await store().put(
        index === "main" ? document(pk, "a-late") : document(`${pk}#late`, "META", { indexes: { [index]: { pk, sk: "a-late" } } }),
        "absent",
      );
      const second = await store().query({ index, pk, limit: 10, cursor: first.cursor! });
      expect(sortKeys(second.documents)).toEqual(keys.slice(10, 20));
      const back = await store().query({ index, pk, limit: 3, reverse: true });
      const further = await store().query({ index, pk, limit: 4, reverse: true, cursor: back.cursor! });
      expect(sortKeys([...back.documents, ...further.documents])).toEqual(keys.slice(18).reverse());
    });

    it("reads the same whatever the page size", async () => {
      const pk = partition();
      const keys = Array.from({ length: 7 }, (_, at) => `k${at}`);
      await fill(index, pk, keys);
      for (const limit of [1, 2, 3, 6, 7, 8, 1000]) expect(sortKeys(await readAll(store(), { index, pk, limit }))).toEqual(keys);
    });

    it("is empty for a partition nobody wrote to", async () => {
      expect(await store().query({ index, pk: partition() })).toEqual({ documents: [] });
    });
  });

  describe("index entries", { timeout: timeoutMs }, () => {
    const listed = async (index: IndexName, pk: string, count: number) =>
      readEventually(context, { index, pk }, (found) => expect(found).toHaveLength(count));

    it("gives out whole documents, with their version", async () => {
      const pk = partition();
      const put = {
        ...document(partition(), "META"),
        rank: "1",
        body: { deep: [{ a: 1 }] },
        indexes: { list: { pk, sk: "1" }, parent: { pk, sk: "2" } },
      };
      await store().put(put, "absent");
      for (const index of ["list", "parent"] as const) {
        await readEventually(context, { index, pk }, (found) => expect(found).toEqual([{ ...put, version: 1 }]));
      }
    });

    it("disappear when a later version does not name them, and move when it names others", async () => {
      const [pk, from, to] = [partition(), partition("from"), partition("to")];
      await store().put(document(pk, "META", { indexes: { holder: { pk: from, sk: "1" }, list: { pk: from, sk: "1" } } }), "absent");
      await listed("holder", from, 1);
      await store().put(document(pk, "META", { indexes: { holder: { pk: to, sk: "1" }, list: { pk: from, sk: "2" } } }), { version: 1 });
      await listed("holder", from, 0);
      await listed("holder", to, 1);
      await readEventually(context, { index: "list", pk: from }, (found) =>
        expect(found.map((each) => each.indexes?.list?.sk)).toEqual(["2"]),
      );
      await store().put(document(pk, "META"), { version: 2 });
      await listed("holder", to, 0);
      await listed("list", from, 0);
    });

    it("disappear with their document", async () => {
      const [pk, listPk] = [partition(), partition("list")];
      await store().put(document(pk, "a", { indexes: { list: { pk: listPk, sk: "a" } } }), "absent");
      await store().put(document(pk, "b", { indexes: { list: { pk: listPk, sk: "b" } } }), "absent");
      await listed("list", listPk, 2);
      await store().delete({ pk, sk: "a" });
      await listed("list", listPk, 1);
      await store().deleteMany([{ pk, sk: "b" }]);
      await listed("list", listPk, 0);
    });

    it("stay as they are when a write is refused", async () => {
      const [pk, kept, refused] = [partition(), partition("kept"), partition("refused")];
      await store().put(document(pk, "a", { indexes: { flow: { pk: kept, sk: "a" } } }), "absent");
      await store().put(document(pk, "a", { indexes: { flow: { pk: refused, sk: "a" } } }), "absent");
      await listed("flow", kept, 1);
      await listed("flow", refused, 0);
    });
  });

  describe("queries", { timeout: timeoutMs }, () => {
    it.each([0, -1, 1.5, 1001, Number.NaN])("refuse a page of %s", async (limit) => {
      await expect(store().query({ index: "list", pk: "a", limit })).rejects.toThrow(StoreInputError);
    });

    it("refuse a cursor that was not given out for them", async () => {
      const pk = partition();
      await fill("main", pk, ["a", "b", "c"]);
      const { cursor } = await store().query({ index: "main", pk, limit: 1 });
      for (const [query, foreign] of [
        [{ index: "main", pk }, "nonsense"],
        [{ index: "main", pk }, Buffer.from("[1,2").toString("base64url")],
        [{ index: "main", pk }, Buffer.from('["main","a",1]').toString("base64url")],
        [{ index: "list", pk }, cursor!],
        [{ index: "main", pk: partition() }, cursor!],
      ] as const) {
        await expect(store().query({ ...query, cursor: foreign })).rejects.toThrow(StoreInputError);
      }
    });

    it("see this process's own writes in a partition at once", async () => {
      const pk = partition();
      for (let at = 0; at < 10; at += 1) {
        await store().put(document(pk, `k${at}`), "absent");
        expect((await store().query({ index: "main", pk })).documents).toHaveLength(at + 1);
      }
    });
  });
}
