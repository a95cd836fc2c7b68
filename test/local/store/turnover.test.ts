import { join } from "node:path";
import { expect, it } from "vitest";
import { createClient } from "#core/contract/client.ts";
import { systemIds } from "#core/ports/system.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import { createParts } from "#functions/services/parts.ts";
import { sealWith } from "#functions/services/sealing.ts";
import { createServices } from "#functions/services/services.ts";
import { upkeep } from "#functions/services/upkeep.ts";
import { memoryBlobs } from "#local/blobs/memory.ts";
import { transportOf } from "#local/in-process.ts";
import { openQueue } from "#local/queue/queue.ts";
import { measure } from "#local/server/measure.ts";
import { openStorageWith } from "#local/storage/open-storage.ts";
import { SqliteStore } from "#local/store/sqlite-store.ts";
import { snapshot } from "#test/functions/support/seed.ts";
import { manualClock } from "#test/support/manual-clock.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

const DAY = 86_400_000;

it("with as many runs coming as going, the file stays as it is: nothing needs a vacuum", { timeout: 60_000 }, async () => {
  await using directory = await tempDirectory();
  const clock = manualClock();
  const store = new SqliteStore(join(directory.path, "millrace.db"), { clock });
  const queue = openQueue(":memory:", { clock });
  const blobs = memoryBlobs({ clock });
  const links = { clock, baseUrl: () => "http://127.0.0.1:1", secret: "a secret of the tests" };
  const secrets = sealWith(async () => links.secret);
  const openStorage = openStorageWith(links);
  const settings = { version: "1", place: "test", retention: { runs: 4, logs: 2 } };
  const deps = { store, blobs, secrets, openStorage, queue, clock, ids: systemIds, settings, measure: () => measure(store, blobs) };
  const client = createClient(transportOf(createApiHandler(createServices(deps), { version: "1" }), systemIds));
  const parts = createParts(deps);

  const sizes: number[] = [];
  for (let day = 0; day < 16; day++) {
    for (let at = 0; at < 12; at++) {
      const { flow_run } = await client.beginFlowRun({ body: { id: systemIds.runId(), flow: { name: "f" }, holder: "h" } });
      const task_runs = Array.from({ length: 20 }, () => snapshot(["RUNNING", "COMPLETED"]));
      const timestamp = new Date(clock.now()).toISOString();
      const logs = Array.from({ length: 50 }, (_, line) => ({ name: "l", level: 20, message: `${line} ${Math.random()}`, timestamp }));
      await client.reportTaskRuns({ body: { flow_run_id: flow_run.id, epoch: 1, sequence: 1, task_runs, logs } });
      await client.setFlowRunState({ params: { id: flow_run.id }, body: { state: { type: "COMPLETED" }, epoch: 1 } });
    }
    await clock.advance(DAY);
    await upkeep(parts);

    const now = await client.readSizes({});
    sizes.push(now.database_bytes!);
    expect(now.flow_runs).toBe(Math.min(day + 1, 4) * 12);
    expect(now.task_runs).toBe(now.flow_runs! * 20);
  }
  // what the first rounds took is all it ever takes
  expect(Math.max(...sizes.slice(6))).toBeLessThanOrEqual(sizes[5]! * 1.1);
  await store.close();
  await queue.close();
});
