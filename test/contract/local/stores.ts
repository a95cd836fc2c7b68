import { join } from "node:path";
import { systemClock } from "#core/ports/system.ts";
import { openStore } from "#local/store/store.ts";
import { lockDatabase, lockDatabaseFor } from "#test/support/database-lock.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import type { StoreSubject } from "../store/fixture.ts";

/** The store in a file, as the server and flow processes share it. */
export const fileStore: StoreSubject = {
  async open() {
    const directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const open = () => openStore(path, { clock: systemClock, busyTimeoutMs: 300 });
    let store = open();
    const second = open();
    return {
      get store() {
        return store;
      },
      second,
      async reopen() {
        await store.close();
        store = open();
        return store;
      },
      async throttle() {
        const lock = lockDatabase(path);
        return { calm: async () => lock.release() };
      },
      hiccup: () => lockDatabaseFor(path, 50),
      async close() {
        await store.close();
        await second.close();
        await directory[Symbol.asyncDispose]();
      },
    };
  },
};

/** The store in memory, as tests of flows use it. */
export const memoryStore: StoreSubject = {
  busy: "nobody else can lock a database in memory",
  async open() {
    const store = openStore(":memory:", { clock: systemClock });
    const never = () => Promise.reject(new Error("not in memory"));
    return { store, second: store, reopen: async () => store, throttle: never, hiccup: never, close: () => store.close() };
  },
};
