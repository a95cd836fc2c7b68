import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { StoreFullError } from "#core/ports/errors.ts";
import type { Store, StoreQuery } from "#core/ports/store.ts";
import { systemClock } from "#core/ports/system.ts";
import { openStore } from "#local/store/store.ts";
import { readAll } from "#test/contract/store/fixture.ts";
import { startScript } from "#test/support/script.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

describe("kill -9 while writing at full speed", () => {
  it.each([1, 2, 3, 4, 5, 6])("loses no acknowledged write and leaves nothing half done (seed %i)", async (seed) => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    await using writer = startScript("store-writer", path, "doc");
    // Seeds strike after more or fewer batches, at whatever moment of the next one that hits.
    await writer.atLeast(1 + ((seed * 7919) % 97));
    writer.kill();
    expect(await writer.ended).toBe("SIGKILL");
    const acknowledged = Number(writer.lines.at(-1));

    const store = openStore(path, { clock: systemClock });
    await expectWhole(store, acknowledged);
    expect(integrity(path)).toBe("ok");
    expect((await store.put({ pk: "doc", sk: "after", body: {} }, "absent")).ok).toBe(true);
    await store.close();
  });

  it("lets another process write on through the kill", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    await using killed = startScript("store-writer", path, "killed");
    await using other = startScript("store-writer", path, "doc");
    await Promise.all([killed.atLeast(20), other.atLeast(20)]);
    killed.kill();
    await other.atLeast(other.lines.length + 20);
    other.kill();
    await Promise.all([killed.ended, other.ended]);
    const store = openStore(path, { clock: systemClock });
    await expectWhole(store, Number(other.lines.at(-1)));
    await store.close();
  });
});

describe("several processes on one file", () => {
  it("count exactly by compare-and-set, also while first creating it", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const processes = [200, 200, 200].map((times) => startScript("counter", path, String(times)));
    expect(await Promise.all(processes.map((counter) => counter.ended))).toEqual([0, 0, 0]);
    const store = openStore(path, { clock: systemClock });
    expect(await store.get({ pk: "counter", sk: "counter" })).toMatchObject({ body: { count: 600 }, version: 600 });
    expect((await store.query({ index: "list", pk: "counters" })).documents).toHaveLength(1);
    await store.close();
  });
});

describe("a full disk", () => {
  it("is said clearly, corrupts nothing, and is over when there is room", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const options = { clock: systemClock, maxPages: 60 };
    const store = openStore(path, options);
    const written = await fill(store, 0);
    expect(written).toBeGreaterThan(5);
    await expect(store.putMany([1, 2, 3].map((at) => ({ document: large(`batch${at}`), expect: "absent" })))).rejects.toThrow(
      StoreFullError,
    );
    await expect(store.put({ ...large("0"), body: { size: "x".repeat(100_000) } }, { version: 1 })).rejects.toThrow(StoreFullError);

    expect(await readAll(store, { index: "main", pk: "full" })).toHaveLength(written);
    expect(await readAll(store, { index: "list", pk: "full" })).toHaveLength(written);
    expect((await store.get({ pk: "full", sk: "0" }))?.version).toBe(1);
    expect(integrity(path)).toBe("ok");

    await store.deleteMany([
      { pk: "full", sk: "0" },
      { pk: "full", sk: "1" },
    ]);
    expect((await store.put(large("again"), "absent")).ok).toBe(true);
    await store.close();
    const larger = openStore(path, { clock: systemClock });
    expect((await larger.put(large("more"), "absent")).ok).toBe(true);
    expect(await readAll(larger, { index: "list", pk: "full" })).toHaveLength(written);
    await larger.close();
  });
});

/** Numbers 0 to at least `acknowledged` are there without a gap, whole, and in the indexes of their version only. */
async function expectWhole(store: Store, acknowledged: number): Promise<void> {
  const read = (query: StoreQuery) => readAll(store, { ...query, limit: 1000 });
  const documents = await read({ index: "main", pk: "doc" });
  expect(documents.length).toBeGreaterThanOrEqual(acknowledged + 1);
  // A batch is one transaction, so it is there whole or not at all.
  expect(documents.length % 10).toBe(0);
  documents.forEach((found, number) => {
    expect(found.body).toEqual({ number, version: found.version, check: "x".repeat((number * 37) % 5000) });
    if (number <= acknowledged) expect(found.version).toBe(number % 20 < 10 ? 2 : 1);
  });
  const keys = (found: typeof documents) => found.map((each) => each.sk);
  expect(keys(await read({ index: "flow", pk: "doc#flow" }))).toEqual(keys(documents));
  for (const version of [1, 2]) {
    expect(keys(await read({ index: "list", pk: `doc#v${version}` }))).toEqual(
      keys(documents.filter((found) => found.version === version)),
    );
  }
}

function integrity(path: string): string {
  const database = new DatabaseSync(path);
  const result = database.prepare("PRAGMA integrity_check").get() as { integrity_check: string };
  database.close();
  return result.integrity_check;
}

function large(sk: string) {
  return { pk: "full", sk, body: { size: "x".repeat(20_000) }, indexes: { list: { pk: "full", sk } } };
}

/** Writes documents until the store is full. @returns how many fitted. */
async function fill(store: Store, from: number): Promise<number> {
  for (let count = from; count < 1000; count += 1) {
    try {
      await store.put(large(String(count)), "absent");
    } catch (error) {
      expect(error).toBeInstanceOf(StoreFullError);
      return count;
    }
  }
  throw new Error("The store never was full.");
}
