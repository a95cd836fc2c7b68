import { formatTimestamp } from "#core/contract/scalars.ts";
import type { DocumentKey, IndexName, JsonObject, NewDocument } from "#core/ports/store.ts";
import { deriveId } from "#core/rules/ids.ts";
import type { Holder, Limit } from "#core/rules/limits.ts";
import { compact, restore } from "./compact.ts";
import { LIMITS, limitKey, SLOTS } from "./keys.ts";

/** The id of the limit of that name. */
export function limitIdOf(name: string): string {
  return deriveId("concurrency limit", name);
}

/** The document of a limit, its holders inside. */
export function limitDocument(limit: Limit): NewDocument {
  const body = compact({ ...limit, holders: limit.holders.map((holder) => compact(holder, HOLDER)) }, DEFAULTS, ELSEWHERE);
  return { ...limitKey(limit.id), body, indexes: indexesOf(limit) };
}

/** How long a limit that is gone is remembered, in seconds. */
export const KEPT_SECONDS = 86_400;

/**
 * What stands in a deleted limit's place for a day. Were nothing there, one made anew would begin with the versions of the old, and who had
 * read that could write it over the new.
 */
export function deletedLimitDocument(id: string, now: number): NewDocument {
  return { ...limitKey(id), body: { deleted: true }, expiresAt: Math.ceil(now / 1000) + KEPT_SECONDS };
}

/** The limit a document holds; null for none, or for a deleted one. */
export function liveLimit(document: { readonly pk: string; readonly body: JsonObject } | null): Limit | null {
  return document === null || document.body.deleted === true ? null : limitOf(document);
}

/** The limit a document holds that is known to hold one. */
export function limitOf(document: { readonly pk: string; readonly body: JsonObject }): Limit {
  const record = restore(document.body, DEFAULTS);
  const holders = (record.holders as JsonObject[]).map((holder) => restore(holder, HOLDER) as unknown as Holder);
  return { ...record, id: document.pk.slice(6), holders } as unknown as Limit;
}

/** A limit that is as its maker says, and otherwise empty. */
export function newLimit(given: Pick<Limit, "name" | "limit"> & Partial<Limit>, now: number): Limit {
  const at = formatTimestamp(now);
  return { ...(restore({}, DEFAULTS) as unknown as Limit), id: limitIdOf(given.name), created: at, updated: at, ...given };
}

const HOLDER: JsonObject = { flow_run_id: null, task_run_id: null, lease_id: null, name: null, slots: 1, seen: null };

const DEFAULTS: JsonObject = {
  active: true,
  implicit: false,
  slot_decay_per_second: 0,
  denied_slots: 0,
  avg_slot_occupancy_seconds: 2,
  loose: 0,
  drawn: 0,
  drawn_at: 0,
  holders: [],
};

const ELSEWHERE = new Set(["id"]);

function indexesOf(limit: Limit): Partial<Record<IndexName, DocumentKey>> {
  const indexes: Partial<Record<IndexName, DocumentKey>> = {};
  if (!limit.implicit) indexes.list = { pk: LIMITS, sk: `${limit.name}#${limit.id}` };
  // those of a rate limit go by themselves
  if (limit.holders.length > 0 && limit.slot_decay_per_second === 0) {
    const due = Math.min(...limit.holders.map((holder) => holder.expires));
    indexes.holder = { pk: SLOTS, sk: `${formatTimestamp(due)}#${limit.id}` };
  }
  return indexes;
}
