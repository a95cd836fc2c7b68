import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { StoreInputError } from "#core/ports/errors.ts";
import { BODY_BYTES, PARTITION_KEY_BYTES, SORT_KEY_BYTES } from "#core/ports/store-limits.ts";
import { document, partition, type StoreContext } from "./fixture.ts";

/** Documents by key: what is put is what is got. */
export function describeDocuments({ fixture, store, timeoutMs }: StoreContext): void {
  describe("documents", { timeout: timeoutMs }, () => {
    it("gives back everything that was put, with its version", async () => {
      const key = { pk: partition(), sk: "META" };
      const put = {
        ...key,
        body: { n: 1 },
        rank: "r1",
        expiresAt: 4_000_000_000,
        indexes: { list: { pk: key.pk, sk: "1" }, holder: { pk: key.pk, sk: "2" } },
      };
      expect(await store().get(key)).toBeNull();
      expect(await store().put(put, "absent")).toEqual({ ok: true, version: 1 });
      expect(await store().get(key)).toEqual({ ...put, version: 1 });
      expect(await store().put({ ...key, body: { n: 2 } }, "any")).toEqual({ ok: true, version: 2 });
      expect(await store().get(key)).toEqual({ ...key, body: { n: 2 }, version: 2 });
    });

    it.each([
      ["text of every plane", { latin: "é\u0301", cjk: "流れ", emoji: "👩‍👩‍👧 😀", escapes: '"\\\n\t\u0001\u2028' }],
      ["empty values", { text: "", list: [], map: {}, nothing: null, no: false, zero: 0 }],
      ["numbers", { small: 5e-324, large: 1.7976931348623157e308, precise: 0.1 + 0.2, integer: Number.MAX_SAFE_INTEGER, negative: -1.5 }],
      ["deep nesting", { list: [[[[[[[[{ a: { b: { c: [1, [2, [3]]] } } }]]]]]]]] }],
      ["names that mean something elsewhere", { constructor: 1, "#pk": 2, ":pk": 3, pk: 4, version: 5, "a.b": 6, "": 7, $set: 8 }],
    ])("keeps %s", async (_, body) => {
      const key = { pk: partition(), sk: "META" };
      await store().put({ ...key, body }, "absent");
      expect((await store().get(key))?.body).toEqual(body);
    });

    it("keeps 100 KB that cannot be compressed", async () => {
      const key = { pk: partition(), sk: "META" };
      const body = { data: randomBytes(75_000).toString("base64") };
      await store().put({ ...key, body }, "absent");
      expect((await store().get(key))?.body).toEqual(body);
    });

    it("keeps documents apart whose keys look alike", async () => {
      const pk = partition();
      const keys = ["a", "A", "a ", "é", "e\u0301", "a#b", "a/b", "a%2Fb", "😀", "'; DROP TABLE documents; --"];
      for (const sk of keys) await store().put(document(pk, sk), "absent");
      for (const sk of keys) expect((await store().get({ pk, sk }))?.body).toEqual({ sk });
    });

    it("is not changed by what its caller does with an object later", async () => {
      const key = { pk: partition(), sk: "META" };
      const body = { list: [1] };
      await store().put({ ...key, body }, "absent");
      body.list.push(2);
      const first = await store().get<{ list: number[] }>(key);
      first?.body.list.push(3);
      expect((await store().get(key))?.body).toEqual({ list: [1] });
    });

    it("deletes, and tells whether something was there", async () => {
      const key = { pk: partition(), sk: "META" };
      expect(await store().delete(key)).toBe(false);
      await store().put({ ...key, body: {} }, "absent");
      expect(await store().delete(key)).toBe(true);
      expect(await store().get(key)).toBeNull();
      expect(await store().delete(key)).toBe(false);
      expect(await store().put({ ...key, body: {} }, "absent")).toEqual({ ok: true, version: 1 });
    });

    it("is read by another handle at once, and by itself after a restart", async () => {
      const key = { pk: partition(), sk: "META" };
      await store().put({ ...key, body: { kept: true } }, "absent");
      expect((await fixture().second.get(key))?.body).toEqual({ kept: true });
      const reopened = await fixture().reopen();
      expect((await reopened.get(key))?.body).toEqual({ kept: true });
    });

    it.each([
      ["an empty partition key", { pk: "", sk: "a", body: {} }],
      ["an empty sort key", { pk: "a", sk: "", body: {} }],
      ["an over-long partition key", { pk: "é".repeat(PARTITION_KEY_BYTES / 2 + 1), sk: "a", body: {} }],
      ["an over-long sort key", { pk: "a", sk: "é".repeat(SORT_KEY_BYTES / 2 + 1), body: {} }],
      ["an empty key of an index", { pk: "a", sk: "a", body: {}, indexes: { list: { pk: "a", sk: "" } } }],
      ["an over-large body", { pk: "a", sk: "a", body: { data: "x".repeat(BODY_BYTES) } }],
    ])("refuses %s", async (_, refused) => {
      await expect(store().put(refused, "any")).rejects.toThrow(StoreInputError);
      await expect(store().putMany([{ document: refused, expect: "any" }])).rejects.toThrow(StoreInputError);
    });
  });

  describe("expiry", { timeout: timeoutMs }, () => {
    const seconds = () => Math.floor(Date.now() / 1000);

    it("counts an expired document as absent everywhere", async () => {
      const pk = partition();
      const expired = {
        pk,
        sk: "old",
        body: {},
        rank: "9",
        expiresAt: seconds() - 60,
        indexes: { list: { pk, sk: "old" }, flow: { pk, sk: "old" } },
      };
      await store().put(expired, "absent");
      expect(await store().get(expired)).toBeNull();
      expect(await store().getMany([expired])).toEqual([null]);
      for (const index of ["main", "list", "flow"] as const) expect((await store().query({ index, pk })).documents).toEqual([]);
      expect(await store().put({ ...expired, body: { no: true } }, { version: 1 })).toEqual({ ok: false, current: null });
      expect(await store().delete(expired)).toBe(false);
    });

    it("lets an expired document be put anew, whatever its rank was", async () => {
      for (const expect_ of ["absent", "newer", "any"] as const) {
        const key = { pk: partition(), sk: "META" };
        await store().put({ ...key, body: { old: true }, rank: "9", expiresAt: seconds() - 60 }, "absent");
        expect((await store().put({ ...key, body: { old: false }, rank: "1" }, expect_)).ok).toBe(true);
        expect((await store().get(key))?.body).toEqual({ old: false });
      }
    });

    it("keeps a document whose time has not come", async () => {
      const key = { pk: partition(), sk: "META" };
      await store().put({ ...key, body: {}, expiresAt: seconds() + 3600 }, "absent");
      expect(await store().get(key)).not.toBeNull();
    });
  });
}
