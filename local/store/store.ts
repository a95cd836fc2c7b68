import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { laggingStore } from "./lagging-store.ts";
import { SqliteStore, type SqliteStoreOptions } from "./sqlite-store.ts";

export interface StoreOptions extends SqliteStoreOptions {
  readonly clock: Clock;
  /** Index reads show the state of that many milliseconds ago, as the cloud's may; default 0. For tests. */
  readonly indexLagMs?: number;
}

/** Opens the store in the SQLite file at `path`, made if missing, or in memory for ":memory:". Any number of processes may have the same file open. */
export function openStore(path: string, options: StoreOptions): Store {
  const store = new SqliteStore(path, options);
  return options.indexLagMs ? laggingStore(store, options.clock, options.indexLagMs) : store;
}
