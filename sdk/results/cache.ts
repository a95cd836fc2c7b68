import { createHash } from "node:crypto";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import type { ResultBlobs } from "./result-blobs.ts";

/**
 * The completed state stored under a cache key, if it is still fresh.
 *
 * Cache entries are blobs of the server itself, one per key; each names its result, in whatever storage that is. Two runs with the same key at the same time both run; the first one to finish
 * leaves its result for later runs, the other one keeps its own result for itself.
 */
export async function readCached(
  cacheKey: string,
  { blobs, now }: { blobs: Pick<ResultBlobs, "get">; now: number },
): Promise<State | undefined> {
  const blob = await blobs.get(blobKey(cacheKey));
  if (blob === null) return undefined;
  const state = JSON.parse(Buffer.from(blob.bytes).toString("utf8")) as State;
  return isExpired(state, now) ? undefined : state;
}

/** Stores the completed state of a run under its cache key, unless a fresh one is there. `replace` does so in any case. */
export async function writeCached(
  cacheKey: string,
  state: State,
  { blobs, now, replace }: { blobs: ResultBlobs; now: number; replace: boolean },
): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(state));
  const options = { contentType: "application/json" };
  if (!replace && (await blobs.put(blobKey(cacheKey), bytes, { ...options, ifAbsent: true }))) return;
  if (replace || (await readCached(cacheKey, { blobs, now })) === undefined) await blobs.put(blobKey(cacheKey), bytes, options);
}

function isExpired(state: State, now: number): boolean {
  const expiration = state.state_details.cache_expiration;
  return expiration !== null && expiration !== undefined && parseTimestamp(expiration) <= now;
}

/** Keys may hold anything; names of blobs may not. */
function blobKey(cacheKey: string): string {
  return `results/cache/${createHash("sha256").update(cacheKey).digest("hex")}.json`;
}
