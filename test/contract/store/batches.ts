import { describe, expect, it } from "vitest";
import { StoreBusyError, StoreInputError } from "#core/ports/errors.ts";
import { itWhen } from "#test/support/capability.ts";
import { document, partition, readAll, readEventually, type StoreContext } from "./fixture.ts";

/** Many documents at once, and what happens when the store below is slow or busy. */
export function describeBatches(context: StoreContext): void {
  const { fixture, store, busy, timeoutMs } = context;
  const numbers = Array.from({ length: 250 }, (_, at) => at);

  describe("batches", { timeout: timeoutMs }, () => {
    it("puts, gets and deletes hundreds, answering in the order asked", async () => {
      const pk = partition();
      const keys = numbers.map((at) => ({ pk, sk: `k${at}` }));
      const results = await store().putMany(
        keys.map((key, at) => ({ document: { ...key, body: { at }, indexes: { list: { pk, sk: `l${at}` } } }, expect: "absent" })),
      );
      expect(results).toEqual(keys.map(() => ({ ok: true, version: 1 })));
      await readEventually(context, { index: "list", pk }, (found) => expect(found).toHaveLength(250));

      const asked = [keys[7]!, { pk, sk: "missing" }, ...keys, keys[7]!];
      const found = await store().getMany(asked);
      expect(found.map((each) => each?.body.at)).toEqual([7, undefined, ...numbers, 7]);
      expect(found[1]).toBeNull();

      await store().deleteMany([...keys.slice(0, 200), { pk, sk: "missing" }, keys[0]!]);
      expect(await readAll(store(), { index: "main", pk })).toHaveLength(50);
      await readEventually(context, { index: "list", pk }, (left) => expect(left).toHaveLength(50));
    });

    it("judges each write of a batch by itself", async () => {
      const pk = partition();
      await store().putMany(numbers.slice(0, 60).map((at) => ({ document: document(pk, `k${at}`, { rank: "5" }), expect: "absent" })));
      const results = await store().putMany([
        { document: document(pk, "k0"), expect: "absent" },
        { document: document(pk, "new"), expect: "absent" },
        { document: document(pk, "k1"), expect: { version: 1 } },
        { document: document(pk, "k2"), expect: { version: 9 } },
        { document: document(pk, "k3", { rank: "4" }), expect: "newer" },
        { document: document(pk, "k4", { rank: "6" }), expect: "newer" },
        { document: document(pk, "k5"), expect: "any" },
        { document: document(pk, "nothing"), expect: { version: 1 } },
      ]);
      expect(results.map((result) => (result.ok ? result.version : result.current?.version))).toEqual([1, 1, 2, 1, 1, 2, 2, undefined]);
      expect(results.map((result) => result.ok)).toEqual([false, true, true, false, false, true, true, false]);
    });

    it("takes empty batches", async () => {
      expect(await store().putMany([])).toEqual([]);
      expect(await store().getMany([])).toEqual([]);
      await store().deleteMany([]);
    });

    it("writes nothing of a batch with a document it must refuse", async () => {
      const pk = partition();
      const writes = [document(pk, "good"), document(pk, "")].map((each) => ({ document: each, expect: "any" as const }));
      await expect(store().putMany(writes)).rejects.toThrow(StoreInputError);
      expect(await store().get({ pk, sk: "good" })).toBeNull();
    });
  });

  describe("a busy store", { timeout: timeoutMs }, () => {
    itWhen(busy, "finishes a batch of which part was not done at first", async () => {
      const pk = partition();
      const keys = numbers.slice(0, 60).map((at) => ({ pk, sk: `k${at}` }));
      await fixture().hiccup();
      const results = await store().putMany(keys.map((key) => ({ document: { ...key, body: {} }, expect: "absent" })));
      expect(results.every((result) => result.ok)).toBe(true);
      expect((await store().getMany(keys)).every((found) => found !== null)).toBe(true);
      await fixture().hiccup();
      await store().deleteMany(keys);
      expect((await store().query({ index: "main", pk })).documents).toEqual([]);
    });

    itWhen(busy, "says so when it stays busy, changes nothing, and works again later", async () => {
      const pk = partition();
      await store().put(document(pk, "a"), "absent");
      const { calm } = await fixture().throttle();
      try {
        await expect(store().put(document(pk, "a"), "any")).rejects.toThrow(StoreBusyError);
        await expect(store().putMany([{ document: document(pk, "b"), expect: "any" }])).rejects.toThrow(StoreBusyError);
        await expect(store().delete({ pk, sk: "a" })).rejects.toThrow(StoreBusyError);
        await expect(store().deleteMany([{ pk, sk: "a" }])).rejects.toThrow(StoreBusyError);
      } finally {
        await calm();
      }
      expect((await store().get({ pk, sk: "a" }))?.version).toBe(1);
      expect(await store().get({ pk, sk: "b" })).toBeNull();
      expect(await store().put(document(pk, "a"), { version: 1 })).toEqual({ ok: true, version: 2 });
    });
  });
}
