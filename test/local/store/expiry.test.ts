import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openStore } from "#local/store/store.ts";
import { manualClock } from "#test/support/manual-clock.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

describe("expired documents", () => {
  it("vanish the moment their time comes, and are removed by later writes, a bounded number each time", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const clock = manualClock();
    const store = openStore(path, { clock });
    const expiresAt = clock.now() / 1000 + 60;
    const doomed = Array.from({ length: 500 }, (_, at) => ({
      pk: "old",
      sk: `k${at}`,
      body: {},
      expiresAt,
      indexes: { list: { pk: "old", sk: `k${at}` } },
    }));
    await store.putMany(doomed.map((document) => ({ document, expect: "absent" })));
    await clock.advance(59_999);
    expect((await store.query({ index: "list", pk: "old", limit: 1000 })).documents).toHaveLength(500);
    await clock.advance(1);
    expect((await store.query({ index: "list", pk: "old" })).documents).toEqual([]);
    expect(rows(path)).toEqual({ documents: 500, entries: 500 });

    for (let at = 0; at < 100; at += 1) await store.put({ pk: "new", sk: `k${at}`, body: {} }, "absent");
    expect(rows(path)).toEqual({ documents: 300 + 100, entries: 300 });
    for (let at = 100; at < 300; at += 1) await store.put({ pk: "new", sk: `k${at}`, body: {} }, "absent");
    expect(rows(path)).toEqual({ documents: 300, entries: 0 });
    await store.close();
  });
});

function rows(path: string): { documents: number; entries: number } {
  const database = new DatabaseSync(path);
  const count = (table: string) => Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count);
  const result = { documents: count("documents"), entries: count("entries") };
  database.close();
  return result;
}
