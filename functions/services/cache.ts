import { createHash } from "node:crypto";
import type { TaskRunRecord } from "#core/contract/documents.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import type { DocumentKey, Store } from "#core/ports/store.ts";
import { hasKeptResult } from "#core/rules/states.ts";

/** The completed state stored under the cache key of a proposed RUNNING, for task runs that the server orchestrates. */
export async function cachedState(store: Store, proposed: StateCreate): Promise<State | undefined> {
  const key = proposed.state_details?.cache_key;
  if (proposed.type !== "RUNNING" || !key || proposed.state_details?.refresh_cache === true) return undefined;
  const document = await store.get<{ state: State }>(cacheKey(key));
  return document?.body.state;
}

/** Stores a completed task run's state under its cache key. The last one wins; only its data, never the value, is here. */
export async function rememberResult(store: Store, run: TaskRunRecord): Promise<void> {
  const state = run.states.at(-1);
  const key = state?.state_details.cache_key;
  if (state?.type !== "COMPLETED" || !key || !hasKeptResult(state)) return;
  const expiration = state.state_details.cache_expiration;
  await store.put(
    { ...cacheKey(key), body: { state }, ...(expiration ? { expiresAt: Math.ceil(parseTimestamp(expiration) / 1000) } : undefined) },
    "any",
  );
}

function cacheKey(key: string): DocumentKey {
  return { pk: `CACHE#${createHash("sha256").update(key).digest("hex")}`, sk: "META" };
}
