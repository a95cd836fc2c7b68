import { ProblemError } from "#core/contract/problem.ts";
import { giveBackLoose, type Holder, type Limit, secondsUntilFree, usedSlots } from "#core/rules/limits.ts";
import { crashPoint } from "../crash-point.ts";
import type { Services } from "./deps.ts";
import { limitKey } from "./documents/keys.ts";
import { limitIdOf, liveLimit } from "./documents/limit.ts";
import { changeLimit } from "./limits/change-limit.ts";
import { minimal } from "./limits/find-limit.ts";
import { endLease, leaseDocument, renewLease } from "./limits/leases.ts";
import { takeAll } from "./limits/take-all.ts";
import type { Parts } from "./parts.ts";
import { noFreeSlot } from "./refusals.ts";

type SlotServices = Pick<
  Services,
  | "incrementConcurrencySlots"
  | "decrementConcurrencySlots"
  | "incrementConcurrencySlotsWithLease"
  | "renewConcurrencyLease"
  | "decrementConcurrencySlotsWithLease"
>;

/**
 * Taking slots of limits by name, and giving them back. A name that is no limit holds nobody back, as Prefect's client expects. Who is refused
 * asks again after Retry-After; asking leaves nothing behind.
 */
export function concurrencySlotServices(parts: Parts): SlotServices {
  const { store, clock, ids } = parts;
  return {
    async incrementConcurrencySlots({ body }) {
      const limits = await limitsNamed(parts, body.names);
      await takeFrom(parts, limits, body.slots, body.mode, { flow_run_id: null, task_run_id: null, lease_id: null, expires: 0 });
      return limits.map(minimal);
    },

    async decrementConcurrencySlots({ body }) {
      const limits = await limitsNamed(parts, body.names);
      for (const { name } of limits)
        await changeLimit(parts, name, (limit) => ({
          next: limit === null ? undefined : giveBackLoose(limit, body.slots),
          result: undefined,
        }));
      return limits.map(minimal);
    },

    async incrementConcurrencySlotsWithLease({ body }) {
      const limits = await limitsNamed(parts, body.names);
      const lease_id = ids.uuid();
      const expires = clock.now() + body.lease_duration * 1000;
      const { holder } = body;
      const of = (type: string) => (holder?.type === type ? holder.id : null);
      const taker = { flow_run_id: of("flow_run"), task_run_id: of("task_run"), lease_id, expires };
      await takeFrom(parts, limits, body.slots, body.mode, taker);
      crashPoint("lease:slots-taken");
      // made even for no limit at all, so that its holder may renew it like any other
      const names = limits.map(({ name }) => name);
      await store.put(leaseDocument(lease_id, names, expires), "absent");
      return { lease_id, limits: limits.map(minimal) };
    },

    async renewConcurrencyLease({ params, body }) {
      if (await renewLease(parts, params.lease_id, body?.lease_duration ?? 300)) return undefined;
      throw new ProblemError("gone", {
        what: "This lease on concurrency slots has ended.",
        got: params.lease_id,
        do: "Take the slots again, or stop what they protect.",
      });
    },

    async decrementConcurrencySlotsWithLease({ body }) {
      await endLease(parts, body.lease_id);
      return undefined;
    },
  };
}

/** The limits there are of these names, each once, by name. */
export async function limitsNamed({ store }: Pick<Parts, "store">, names: readonly string[]): Promise<Limit[]> {
  const unique = [...new Set(names)].sort();
  const found = await store.getMany(unique.map((name) => limitKey(limitIdOf(name))));
  return found.map(liveLimit).filter((limit) => limit !== null);
}

/**
 * Takes slots of all the limits or of none.
 *
 * @throws ProblemError `no-free-slot` when one is full; `invalid` for what can never be granted.
 */
export async function takeFrom(
  parts: Parts,
  limits: readonly Limit[],
  slots: number,
  mode: "concurrency" | "rate_limit",
  taker: Pick<Holder, "flow_run_id" | "task_run_id" | "lease_id" | "expires">,
): Promise<void> {
  for (const limit of limits) if (limit.active) refuseForEver(limit, slots, mode);
  const wanted = limits.map(({ name }) => ({ limit: name, slots }));
  const outcome = await takeAll(parts, wanted, { ...taker, name: null });
  if (outcome.taken) return;
  const now = parts.clock.now();
  const { limit } = outcome;
  const free = Math.max(0, Math.floor(limit.limit - usedSlots(limit, now)));
  throw noFreeSlot(limit.name, slots, free, secondsUntilFree(limit, slots, now));
}

function refuseForEver(limit: Limit, slots: number, mode: "concurrency" | "rate_limit"): void {
  const refuse = (what: string, advice: string) => new ProblemError("invalid", { what, got: slots, expected: limit.limit, do: advice });
  // a limit of 0 is a gate that may be opened, so it is waited for
  if (slots > limit.limit && limit.limit > 0)
    throw refuse(
      `${slots} slots are asked for, and the concurrency limit ${JSON.stringify(limit.name)} has ${limit.limit} in all.`,
      "Ask for fewer, or raise the limit.",
    );
  if (mode === "rate_limit" && limit.slot_decay_per_second === 0)
    throw refuse(
      `The concurrency limit ${JSON.stringify(limit.name)} is no rate limit: its slots do not come back by themselves.`,
      "Give it a slot_decay_per_second above 0.",
    );
}
