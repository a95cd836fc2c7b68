import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";

/** Takes the write lock of a SQLite file, as another process in the middle of a write would. */
export function lockDatabase(path: string): { release(): void } {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec("BEGIN IMMEDIATE");
  return {
    release() {
      database.exec("ROLLBACK");
      database.close();
    },
  };
}

/** The same from another thread, which lets go by itself after `ms`, while this one may wait in SQLite. Resolves once it has the lock. */
export async function lockDatabaseFor(path: string, ms: number): Promise<void> {
  const worker = new Worker(
    `const { DatabaseSync } = require("node:sqlite");
     const { parentPort, workerData: { path, ms } } = require("node:worker_threads");
     const database = new DatabaseSync(path, { timeout: 5000 });
     database.exec("BEGIN IMMEDIATE");
     parentPort.postMessage("locked");
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
     database.exec("ROLLBACK");
     database.close();`,
    { eval: true, workerData: { path, ms } },
  );
  await once(worker, "message");
}
