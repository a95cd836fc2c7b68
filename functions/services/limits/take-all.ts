import { type Limit, type SlotRequest, take, undo } from "#core/rules/limits.ts";
import { crashPoint } from "../../crash-point.ts";
import { newLimit } from "../documents/limit.ts";
import type { Parts } from "../parts.ts";
import { changeLimit } from "./change-limit.ts";
import { repairSlots } from "./repair.ts";

/**
 * One limit a run must hold slots of. `capacity` is given for implicit limits (`queue:<id>`, `deployment:<id>`, `overlap:<schedule id>`), which
 * are made when a slot is first taken; for named ones it is the stored limit, and a name that nobody made a limit of holds nobody back.
 */
export interface SlotWanted {
  readonly limit: string;
  readonly capacity?: number;
  /** Default 1. */
  readonly slots?: number;
}

/** Whether all were taken, or the first limit that is full. */
export type AllTaken = { readonly taken: true } | { readonly taken: false; readonly limit: Limit; readonly slots: number };

/** Takes slots of all the limits or of none: what was taken of the earlier ones is given back when one is full. */
export async function takeAll(parts: Parts, wanted: readonly SlotWanted[], taker: Omit<SlotRequest, "mark" | "slots">): Promise<AllTaken> {
  const mark = parts.ids.uuid();
  const added: { limit: string; request: SlotRequest }[] = [];
  // in one order for all, so that of two who want the same limits one gets them
  for (const want of [...wanted].sort((a, b) => (a.limit < b.limit ? -1 : 1))) {
    const request = { ...taker, slots: want.slots ?? 1, mark };
    let outcome = await takeOne(parts, want, request);
    if (outcome.full !== undefined && outcome.due && (await repairSlots(parts, want.limit)) > 0)
      outcome = await takeOne(parts, want, request);
    if (outcome.full !== undefined) {
      for (const one of added.reverse()) await untake(parts, one.limit, one.request);
      return { taken: false, limit: outcome.full, slots: request.slots };
    }
    if (outcome.added) added.push({ limit: want.limit, request });
    crashPoint("slots:taken");
  }
  return { taken: true };
}

type One = { readonly full?: undefined; readonly added: boolean } | { readonly full: Limit; readonly due: boolean };

function takeOne(parts: Parts, want: SlotWanted, request: SlotRequest): Promise<One> {
  return changeLimit<One>(parts, want.limit, (stored, now) => {
    const limit = stored ?? implicitLimit(want, now);
    if (limit === undefined || !limit.active) return { next: undefined, result: { added: false } };
    // a queue's limit may have been changed since the first taking
    const current = limit.implicit && want.capacity !== undefined ? { ...limit, limit: want.capacity } : limit;
    const taken = take(current, request, now);
    if (taken !== undefined) return { next: taken.limit, result: { added: taken.added } };
    return { next: undefined, result: { full: current, due: isDue(current, now) } };
  });
}

async function untake(parts: Parts, limit: string, request: SlotRequest): Promise<void> {
  await changeLimit(parts, limit, (current, now) => ({
    next: current === null ? undefined : undo(current, request, now),
    result: undefined,
  }));
}

function implicitLimit({ limit, capacity }: SlotWanted, now: number): Limit | undefined {
  return capacity === undefined ? undefined : newLimit({ name: limit, limit: capacity, implicit: true }, now);
}

function isDue(limit: Limit, now: number): boolean {
  return limit.slot_decay_per_second === 0 && limit.holders.some((holder) => holder.expires <= now);
}
