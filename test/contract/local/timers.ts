import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openQueue } from "#local/queue/queue.ts";
import { openTimers } from "#local/timers/timers.ts";
import { manualClock } from "#test/support/manual-clock.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import type { TimersSubject } from "../timers.contract.ts";

/** Timers in the queues' own file, on a clock that moves only when told to. */
export const fileTimers: TimersSubject = {
  async open() {
    const directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const clock = manualClock();
    const queue = openQueue(path, { clock });
    let timers = openTimers(path, { clock, queue });
    return {
      get timers() {
        return timers;
      },
      queue,
      now: clock.now,
      pass: (ms) => clock.advance(ms),
      async restart(downMs) {
        await timers.close();
        await clock.advance(downMs);
        timers = openTimers(path, { clock, queue });
      },
      newQueue: async () => `q-${randomUUID()}`,
      async close() {
        await timers.close();
        await queue.close();
        await directory[Symbol.asyncDispose]();
      },
    };
  },
};
