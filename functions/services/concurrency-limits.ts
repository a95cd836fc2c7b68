import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { type Holder, type Limit, usedSlots } from "#core/rules/limits.ts";
import type { Services } from "./deps.ts";
import { flowRunRecord } from "./documents/flow-run.ts";
import { flowRunKey, slotLeaseKey } from "./documents/keys.ts";
import { newLimit } from "./documents/limit.ts";
import { changeLimit, deleteLimit } from "./limits/change-limit.ts";
import { findLimit, limitV2, listLimits } from "./limits/find-limit.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";

type LimitServices = Pick<
  Services,
  | "createConcurrencyLimitV2"
  | "readConcurrencyLimitV2"
  | "updateConcurrencyLimitV2"
  | "deleteConcurrencyLimitV2"
  | "filterConcurrencyLimitsV2"
  | "readConcurrencyHolders"
  | "resetConcurrencyLimit"
>;

/** Limits by name: making, reading, changing, deleting them, and who holds their slots. */
export function concurrencyLimitServices(parts: Parts): LimitServices {
  const { clock } = parts;
  return {
    async createConcurrencyLimitV2({ body }) {
      const { active_slots, ...given } = body;
      return changeLimit(parts, body.name, (before, now) => {
        if (before === null) {
          const next = withActiveSlots(newLimit(given, now), active_slots, now);
          return { next, result: limitV2(next, now) };
        }
        throw new ProblemError("conflict", {
          what: `A concurrency limit named ${JSON.stringify(body.name)} is there already; nothing was changed.`,
          got: body.name,
          do: "Change that one, or choose another name.",
        });
      });
    },

    readConcurrencyLimitV2: async ({ params }) => limitV2(await findLimit(parts, params.id_or_name), clock.now()),

    async updateConcurrencyLimitV2({ params, body }) {
      const { id, name } = await findLimit(parts, params.id_or_name);
      if (body.name !== undefined && body.name !== name) throw renamed(name, body.name);
      await changeLimit(parts, name, (limit, now) => {
        if (limit === null) throw notFound("concurrency limit", id);
        const { active_slots, name: _same, ...given } = body;
        const edited = { ...limit, ...onlyGiven(given) };
        const next = edited.slot_decay_per_second === limit.slot_decay_per_second ? edited : otherKind(limit, edited, now);
        return { next: active_slots === undefined ? next : withActiveSlots(next, active_slots, now), result: undefined };
      });
      return undefined;
    },

    async deleteConcurrencyLimitV2({ params }) {
      await deleteLimit(parts, (await findLimit(parts, params.id_or_name)).id);
      return undefined;
    },

    async filterConcurrencyLimitsV2({ body = { limit: 200, offset: 0 } }) {
      const now = clock.now();
      return (await listLimits(parts, "", body.limit, body.offset)).map((limit) => limitV2(limit, now));
    },

    async readConcurrencyHolders({ params }) {
      const { holders } = await findLimit(parts, params.id_or_name);
      const [names, leases] = await Promise.all([namesOf(parts, holders), leaseEnds(parts, holders)]);
      return holders.map((holder) => ({
        flow_run_id: holder.flow_run_id,
        flow_run_name: holder.flow_run_id === null ? null : (holder.name ?? names.get(holder.flow_run_id) ?? null),
        task_run_id: holder.task_run_id,
        lease_id: holder.lease_id,
        slots: holder.slots,
        acquired: formatTimestamp(holder.acquired),
        expires: formatTimestamp((holder.lease_id === null ? undefined : leases.get(holder.lease_id)) ?? holder.expires),
      }));
    },

    async resetConcurrencyLimit({ params }) {
      const { name } = await findLimit(parts, params.id_or_name);
      await changeLimit(parts, name, (limit, now) => ({
        next: limit === null ? undefined : withActiveSlots(limit, 0, now),
        result: undefined,
      }));
      return undefined;
    },
  };
}

/** The limit with so many slots in use: what its holders do not account for is held by nobody in particular, and 0 drops the holders. */
export function withActiveSlots(limit: Limit, slots: number, now: number): Limit {
  if (limit.slot_decay_per_second > 0) return { ...limit, drawn: slots, drawn_at: Math.max(now, limit.drawn_at), holders: [] };
  if (slots === 0) return { ...limit, loose: 0, holders: [] };
  const held = usedSlots({ ...limit, loose: 0 }, now);
  return { ...limit, loose: Math.max(0, slots - held) };
}

// A rate limit that becomes another rate, or becomes or was a concurrency limit, starts from what is in use.
function otherKind(before: Limit, after: Limit, now: number): Limit {
  if (after.slot_decay_per_second === 0) return { ...after, drawn: 0, drawn_at: 0, holders: [], loose: 0 };
  const holders = before.slot_decay_per_second === 0 ? [] : before.holders;
  return { ...after, drawn: usedSlots(before, now), drawn_at: now, holders, loose: 0 };
}

function renamed(name: string, got: string): ProblemError {
  return new ProblemError("invalid", {
    what: "A concurrency limit keeps its name, since runs hold slots by it.",
    got,
    expected: name,
    do: "Create a limit of the new name, then delete this one.",
  });
}

function onlyGiven<T extends object>(given: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

async function namesOf({ store }: Parts, holders: readonly Holder[]): Promise<Map<string, string>> {
  const ids = [...new Set(holders.filter((holder) => holder.name === null).map((holder) => holder.flow_run_id))].filter(
    (id) => id !== null,
  );
  const found = await store.getMany(ids.map(flowRunKey));
  return new Map(found.filter((document) => document !== null).map((document) => [document.pk.slice(4), flowRunRecord(document).name]));
}

async function leaseEnds({ store }: Parts, holders: readonly Holder[]): Promise<Map<string, number>> {
  const ids = holders.map((holder) => holder.lease_id).filter((id) => id !== null);
  const found = await store.getMany<{ expires: number }>(ids.map(slotLeaseKey));
  return new Map(found.filter((document) => document !== null).map((document) => [document.pk.slice(6), document.body.expires]));
}
