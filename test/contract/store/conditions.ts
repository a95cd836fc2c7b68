import { describe, expect, it } from "vitest";
import type { PutResult } from "#core/ports/store.ts";
import { document, partition, type StoreContext } from "./fixture.ts";

/** Compare-and-set: every change of the house rests on these. */
export function describeConditions({ fixture, store, timeoutMs }: StoreContext): void {
  describe("expectations", { timeout: timeoutMs }, () => {
    it("absent: refused with what is there", async () => {
      const pk = partition();
      await store().put({ ...document(pk, "a"), rank: "1", indexes: { list: { pk, sk: "a" } } }, "absent");
      const refused = await store().put(document(pk, "a", { body: { other: true } }), "absent");
      expect(refused).toEqual({
        ok: false,
        current: { pk, sk: "a", body: { sk: "a" }, rank: "1", indexes: { list: { pk, sk: "a" } }, version: 1 },
      });
      expect((await store().get({ pk, sk: "a" }))?.version).toBe(1);
    });

    it("version: exactly that one", async () => {
      const pk = partition();
      expect(await store().put(document(pk, "a"), { version: 1 })).toEqual({ ok: false, current: null });
      await store().put(document(pk, "a"), "absent");
      expect(await store().put(document(pk, "a"), { version: 1 })).toEqual({ ok: true, version: 2 });
      const stale = await store().put(document(pk, "a"), { version: 1 });
      expect(stale).toMatchObject({ ok: false, current: { version: 2 } });
      expect(await store().put(document(pk, "a"), { version: 3 })).toMatchObject({ ok: false });
    });

    it.each([
      { there: "1", put: "2", ok: true },
      { there: "2", put: "2", ok: false },
      { there: "2", put: "1", ok: false },
      { there: "10", put: "9", ok: true },
      { there: "Z", put: "a", ok: true },
      { there: "\uffff", put: "😀", ok: true },
      { there: undefined, put: "0", ok: true },
      { there: "0", put: undefined, ok: false },
      { there: undefined, put: undefined, ok: false },
    ])("newer: $put over $there is $ok", async ({ there, put, ok }) => {
      const pk = partition();
      const ranked = (rank: string | undefined) => document(pk, "a", rank === undefined ? {} : { rank });
      expect(await store().put(ranked(there), "newer")).toEqual({ ok: true, version: 1 });
      expect((await store().put(ranked(put), "newer")).ok).toBe(ok);
      expect((await store().get({ pk, sk: "a" }))?.rank).toBe(ok ? put : there);
    });

    it("delete: only the version expected", async () => {
      const pk = partition();
      await store().put(document(pk, "a"), "absent");
      await store().put(document(pk, "a"), "any");
      expect(await store().delete({ pk, sk: "a" }, { version: 1 })).toBe(false);
      expect(await store().delete({ pk, sk: "b" }, { version: 1 })).toBe(false);
      expect(await store().get({ pk, sk: "a" })).not.toBeNull();
      expect(await store().delete({ pk, sk: "a" }, { version: 2 })).toBe(true);
      expect(await store().get({ pk, sk: "a" })).toBeNull();
    });
  });

  describe("contention", { timeout: timeoutMs }, () => {
    const racers = Array.from({ length: 20 }, (_, racer) => racer);
    const handle = (racer: number) => (racer % 2 === 0 ? store() : fixture().second);
    const winners = (results: readonly PutResult[]) => results.filter((result) => result.ok).length;

    it("lets one of 20 create, and shows the others the winner", async () => {
      const pk = partition();
      const results = await Promise.all(racers.map((racer) => handle(racer).put(document(pk, "a", { body: { racer } }), "absent")));
      expect(winners(results)).toBe(1);
      const winner = results.findIndex((result) => result.ok);
      for (const result of results) if (!result.ok) expect(result.current?.body).toEqual({ racer: winner });
    });

    it("lets one of 20 replace a version", async () => {
      const pk = partition();
      await store().put(document(pk, "a"), "absent");
      expect(winners(await Promise.all(racers.map((racer) => handle(racer).put(document(pk, "a"), { version: 1 }))))).toBe(1);
      expect((await store().get({ pk, sk: "a" }))?.version).toBe(2);
    });

    it("counts exactly by compare-and-set", async () => {
      const key = { pk: partition(), sk: "counter" };
      await store().put({ ...key, body: { count: 0 } }, "absent");
      const increment = async (racer: number) => {
        for (;;) {
          const current = (await handle(racer).get<{ count: number }>(key))!;
          const result = await handle(racer).put({ ...key, body: { count: current.body.count + 1 } }, { version: current.version });
          if (result.ok) return;
        }
      };
      await Promise.all(racers.flatMap((racer) => [increment(racer), increment(racer)]));
      expect(await store().get(key)).toMatchObject({ body: { count: 40 }, version: 41 });
    });

    it("keeps the newest whatever order they come in", async () => {
      const pk = partition();
      const ranks = racers.map((racer) => String(100 + ((racer * 7) % 20)));
      await Promise.all(ranks.map((rank, racer) => handle(racer).put(document(pk, "a", { rank }), "newer")));
      expect((await store().get({ pk, sk: "a" }))?.rank).toBe("119");
    });

    it("loses no unconditional write's version", async () => {
      const pk = partition();
      const results = await Promise.all(racers.map((racer) => handle(racer).put(document(pk, "a"), "any")));
      expect(results.map((result) => result.ok && result.version).sort((left, right) => Number(left) - Number(right))).toEqual(
        racers.map((racer) => racer + 1),
      );
    });

    it("lets one of 20 delete a version", async () => {
      const pk = partition();
      await store().put(document(pk, "a"), "absent");
      const deleted = await Promise.all(racers.map((racer) => handle(racer).delete({ pk, sk: "a" }, { version: 1 })));
      expect(deleted.filter(Boolean)).toHaveLength(1);
    });
  });
}
