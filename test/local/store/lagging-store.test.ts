import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { IndexName, Store } from "#core/ports/store.ts";
import { openStore } from "#local/store/store.ts";
import { type ManualClock, manualClock } from "#test/support/manual-clock.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

const LAG_MS = 1000;

function lagging(): { store: Store; clock: ManualClock } {
  const clock = manualClock();
  return { store: openStore(":memory:", { clock, indexLagMs: LAG_MS }), clock };
}

const read = async (store: Store, index: IndexName, pk = "L") => (await store.query({ index, pk })).documents.map((found) => found.body.n);
const put = (store: Store, n: number, listPk = "L", expect_: "any" | "absent" = "any") =>
  store.put({ pk: "d", sk: "d", body: { n }, indexes: { list: { pk: listPk, sk: "d" }, holder: { pk: listPk, sk: "d" } } }, expect_);

describe("a store whose indexes lag", () => {
  it("shows a write in its indexes later, in its partition at once", async () => {
    const { store, clock } = lagging();
    await put(store, 1);
    expect((await store.get({ pk: "d", sk: "d" }))?.body.n).toBe(1);
    expect((await store.query({ index: "main", pk: "d" })).documents).toHaveLength(1);
    expect(await read(store, "list")).toEqual([]);
    await clock.advance(LAG_MS - 1);
    expect(await read(store, "holder")).toEqual([]);
    await clock.advance(1);
    expect(await read(store, "list")).toEqual([1]);
    expect(await read(store, "holder")).toEqual([1]);
  });

  it("lists old documents through list, current ones through the narrow indexes", async () => {
    const { store, clock } = lagging();
    await put(store, 1);
    await clock.advance(LAG_MS);
    await put(store, 2);
    expect(await read(store, "list")).toEqual([1]);
    expect(await read(store, "holder")).toEqual([2]);
    await clock.advance(LAG_MS);
    expect(await read(store, "list")).toEqual([2]);
  });

  it("drops an entry from a narrow index once its document has moved on or is gone", async () => {
    const { store, clock } = lagging();
    await put(store, 1);
    await clock.advance(LAG_MS);
    await put(store, 2, "elsewhere");
    expect(await read(store, "list")).toEqual([1]);
    expect(await read(store, "holder")).toEqual([]);
    expect(await read(store, "holder", "elsewhere")).toEqual([]);
    await store.delete({ pk: "d", sk: "d" });
    expect(await read(store, "list")).toEqual([1]);
    await clock.advance(LAG_MS);
    expect(await read(store, "list")).toEqual([]);
    expect(await read(store, "holder", "elsewhere")).toEqual([]);
  });

  it("takes no notice of refused writes, and all of batches", async () => {
    const { store, clock } = lagging();
    await put(store, 1);
    expect((await put(store, 2, "L", "absent")).ok).toBe(false);
    const more = [1, 2, 3].map((n) => ({ pk: "b", sk: String(n), body: { n: n * 10 }, indexes: { list: { pk: "L", sk: `e${n}` } } }));
    await store.putMany(more.map((document) => ({ document, expect: "absent" })));
    await store.deleteMany([more[1]!]);
    await clock.advance(LAG_MS);
    expect(await read(store, "list")).toEqual([1, 10, 30]);
  });

  it("begins with what the file already held", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const clock = manualClock();
    const first = openStore(path, { clock });
    await put(first, 1);
    await first.close();
    const store = openStore(path, { clock, indexLagMs: LAG_MS });
    expect(await read(store, "list")).toEqual([1]);
    expect((await store.query({ index: "list", pk: "L" })).documents[0]?.version).toBe(1);
    await store.close();
  });
});
