import type { ConcurrencyLimit, ConcurrencyLimitV2, MinimalLimit } from "#core/contract/concurrency-limits.ts";
import { Uuid } from "#core/contract/scalars.ts";
import { activeSlots, type Limit } from "#core/rules/limits.ts";
import { LIMITS, limitKey } from "../documents/keys.ts";
import { limitIdOf, limitOf, liveLimit } from "../documents/limit.ts";
import { createBudget, pages } from "../listing/scan.ts";
import type { Parts } from "../parts.ts";
import { notFound } from "../refusals.ts";

/** How the limits of tags are named. */
export const TAG_PREFIX = "tag:";

/** The limit of that name or id. @throws ProblemError `not-found` */
export async function findLimit({ store }: Pick<Parts, "store">, idOrName: string): Promise<Limit> {
  const ids = [limitIdOf(idOrName), ...(Uuid.safeParse(idOrName).success ? [Uuid.parse(idOrName)] : [])];
  const found = (await store.getMany(ids.map(limitKey))).map(liveLimit).find((limit) => limit !== null);
  if (found === undefined) throw notFound("concurrency limit", idOrName);
  return found;
}

/** The limits that somebody made whose names begin so, by name. */
export async function listLimits({ store }: Pick<Parts, "store">, prefix: string, limit: number, offset: number): Promise<Limit[]> {
  const rows: Limit[] = [];
  const query = { index: "list" as const, pk: LIMITS, ...(prefix !== "" && { range: { prefix } }), limit: 200 };
  for await (const page of pages(store, query, createBudget("concurrency limit"))) {
    rows.push(...page.map(limitOf));
    if (rows.length >= offset + limit) break;
  }
  return rows.slice(offset, offset + limit);
}

/** A limit as v2 answers it. */
export function limitV2(limit: Limit, now: number): ConcurrencyLimitV2 {
  const { id, created, updated, active, name, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds } = limit;
  const active_slots = activeSlots(limit, now);
  return {
    id,
    created,
    updated,
    active,
    name,
    limit: limit.limit,
    active_slots,
    denied_slots,
    slot_decay_per_second,
    avg_slot_occupancy_seconds,
  };
}

/** A tag's limit as v1 answers it. */
export function tagLimit(limit: Limit): ConcurrencyLimit {
  const { id, created, updated } = limit;
  const holders = limit.holders.map((holder) => holder.task_run_id ?? holder.flow_run_id ?? holder.lease_id);
  const active_slots = holders.filter((holder) => holder !== null);
  return { id, created, updated, tag: limit.name.slice(TAG_PREFIX.length), concurrency_limit: limit.limit, active_slots };
}

/** A limit in an answer about slots. */
export function minimal({ id, name, limit }: Limit): MinimalLimit {
  return { id, name, limit };
}
