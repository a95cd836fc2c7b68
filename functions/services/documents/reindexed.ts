import type { DocumentKey, JsonObject, Store } from "#core/ports/store.ts";

/** The index entries this version gives to flow runs. Raise it when runs written before need others to be found. */
export const INDEX_LEVEL = 1;

/** How far the runs written by earlier versions have got their entries. */
export interface ReindexProgress extends JsonObject {
  /** The level that all runs have reached. */
  done?: number;
  /** Else the level that is being worked on, and how far. */
  level?: number;
  day?: string;
  cursor?: string;
}

export const REINDEX_PROGRESS: DocumentKey = { pk: "REINDEX", sk: "META" };

/** Whether every run has the index entries of this version; asked of the store until it says so. */
export async function isReindexed(store: Store): Promise<boolean> {
  if (reindexed.has(store)) return true;
  const document = await store.get<ReindexProgress>(REINDEX_PROGRESS);
  if ((document?.body.done ?? 0) < INDEX_LEVEL) return false;
  reindexed.add(store);
  return true;
}

const reindexed = new WeakSet<Store>();
