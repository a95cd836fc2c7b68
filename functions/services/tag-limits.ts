import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Limit } from "#core/rules/limits.ts";
import { withActiveSlots } from "./concurrency-limits.ts";
import { limitsNamed, takeFrom } from "./concurrency-slots.ts";
import type { Services } from "./deps.ts";
import { limitIdOf, newLimit } from "./documents/limit.ts";
import { changeLimit, deleteLimit } from "./limits/change-limit.ts";
import { findLimit, listLimits, minimal, TAG_PREFIX, tagLimit } from "./limits/find-limit.ts";
import { giveBackHolders } from "./limits/leases.ts";
import { checkAfter } from "./limits/repair.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";

type TagServices = Pick<
  Services,
  | "createConcurrencyLimit"
  | "readConcurrencyLimit"
  | "deleteConcurrencyLimit"
  | "readConcurrencyLimitByTag"
  | "deleteConcurrencyLimitByTag"
  | "resetConcurrencyLimitByTag"
  | "filterConcurrencyLimits"
  | "incrementTagSlots"
  | "decrementTagSlots"
>;

/** Limits by tag: the limits named `tag:<tag>`, in the older words. Here a task run holds the slots, for as long as it goes on. */
export function tagLimitServices(parts: Parts): TagServices {
  const { clock } = parts;
  const named = (tags: readonly string[]) =>
    limitsNamed(
      parts,
      tags.map((tag) => TAG_PREFIX + tag),
    );
  return {
    createConcurrencyLimit: ({ body }) =>
      changeLimit(parts, TAG_PREFIX + body.tag, (limit, now) => {
        const next: Limit = {
          ...(limit ?? newLimit({ name: TAG_PREFIX + body.tag, limit: 0 }, now)),
          limit: body.concurrency_limit,
          updated: formatTimestamp(now),
        };
        return { next, result: tagLimit(next) };
      }),
    readConcurrencyLimit: async ({ params }) => tagLimit(await findTagLimit(parts, params.id)),
    async deleteConcurrencyLimit({ params }) {
      await deleteLimit(parts, (await findTagLimit(parts, params.id)).id);
      return null;
    },
    readConcurrencyLimitByTag: async ({ params }) => tagLimit(await findLimit(parts, TAG_PREFIX + params.tag)),
    async deleteConcurrencyLimitByTag({ params }) {
      if (!(await deleteLimit(parts, limitIdOf(TAG_PREFIX + params.tag)))) throw notFound("concurrency limit of tag", params.tag);
      return null;
    },
    async resetConcurrencyLimitByTag({ params, body }) {
      const mark = parts.ids.uuid();
      await changeLimit(parts, TAG_PREFIX + params.tag, (limit, now) => {
        if (limit === null) throw notFound("concurrency limit of tag", params.tag);
        const holders = (body?.slot_override ?? []).map((task_run_id) => ({ ...taskHolder(parts, task_run_id), acquired: now, mark }));
        return { next: { ...withActiveSlots(limit, 0, now), holders }, result: undefined };
      });
      return null;
    },
    filterConcurrencyLimits: async ({ body = { limit: 200, offset: 0 } }) =>
      (await listLimits(parts, TAG_PREFIX, body.limit, body.offset)).map(tagLimit),
    async incrementTagSlots({ body }) {
      const limits = await named(body.names);
      await takeFrom(parts, limits, 1, "concurrency", taskHolder(parts, body.task_run_id));
      return limits.map(untagged);
    },
    async decrementTagSlots({ body }) {
      const limits = await named(body.names);
      for (const { name } of limits) await giveBackHolders(parts, name, (holder) => holder.task_run_id === body.task_run_id);
      return limits.map(untagged);
    },
  };

  function taskHolder(of: Parts, task_run_id: string) {
    // its client may report the task later than it takes the slot
    const expires = clock.now() + 5 * checkAfter(of);
    return { flow_run_id: null, task_run_id, lease_id: null, name: null, slots: 1, expires };
  }
}

async function findTagLimit(parts: Parts, id: string): Promise<Limit> {
  const limit = await findLimit(parts, id);
  if (!limit.name.startsWith(TAG_PREFIX)) throw notFound("concurrency limit", id);
  return limit;
}

function untagged(limit: Limit) {
  return { ...minimal(limit), name: limit.name.slice(TAG_PREFIX.length) };
}
