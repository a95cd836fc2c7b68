// A thread that opens, writes to and closes a new database in each round, at the same moment as others do. Reports the errors it met.
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "#core/ports/system.ts";
import { openStore } from "#local/store/store.ts";

const { directory, arrived, threads, name } = workerData as { directory: string; arrived: Int32Array; threads: number; name: string };
const errors: string[] = [];
for (let round = 0; round < arrived.length; round += 1) {
  if (Atomics.add(arrived, round, 1) === threads - 1) Atomics.notify(arrived, round);
  for (let count = Atomics.load(arrived, round); count < threads; count = Atomics.load(arrived, round)) Atomics.wait(arrived, round, count);
  try {
    const store = openStore(join(directory, `${round}.db`), { clock: systemClock });
    await store.put({ pk: "opened", sk: name, body: {} }, "absent");
    await store.close();
  } catch (error) {
    errors.push(String(error));
  }
}
parentPort?.postMessage(errors);
