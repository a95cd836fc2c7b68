import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { systemClock } from "#core/ports/system.ts";
import { openStore } from "#local/store/store.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

const ROUNDS = 15;

describe("a new database", () => {
  it("is made once, whoever opens it at the same moment", async () => {
    await using directory = await tempDirectory();
    const arrived = new Int32Array(new SharedArrayBuffer(4 * ROUNDS));
    const threads = ["a", "b", "c"];
    const script = new URL("../../support/scripts/opener.ts", import.meta.url);
    const errors = await Promise.all(
      threads.map(async (name) => {
        const worker = new Worker(script, { workerData: { directory: directory.path, arrived, threads: threads.length, name } });
        return (await once(worker, "message"))[0];
      }),
    );
    expect(errors).toEqual([[], [], []]);
    for (const round of [0, ROUNDS - 1]) {
      const store = openStore(join(directory.path, `${round}.db`), { clock: systemClock });
      expect((await store.query({ index: "main", pk: "opened" })).documents.map((found) => found.sk)).toEqual(threads);
      await store.close();
    }
  });
});
