import { join } from "node:path";
import { openQueue } from "#local/queue/queue.ts";
import { openStore } from "#local/store/store.ts";
import { manualClock } from "#test/support/manual-clock.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import type { QueueSubject } from "../queue.contract.ts";

/** Queues in the store's own file, on a clock that moves only when told to. */
export const fileQueue: QueueSubject = {
  async open() {
    const directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const clock = manualClock();
    const store = openStore(path, { clock });
    let queue = openQueue(path, { clock });
    const second = openQueue(path, { clock });
    return {
      get queue() {
        return queue;
      },
      second,
      async reopen() {
        await queue.close();
        queue = openQueue(path, { clock });
        return queue;
      },
      pass: (ms) => clock.advance(ms),
      async close() {
        await queue.close();
        await second.close();
        await store.close();
        await directory[Symbol.asyncDispose]();
      },
    };
  },
};

/** Queues in memory. */
export const memoryQueue: QueueSubject = {
  async open() {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    return { queue, second: queue, reopen: async () => queue, pass: (ms) => clock.advance(ms), close: () => queue.close() };
  },
};
