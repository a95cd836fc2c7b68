import { usedSlots } from "#core/rules/limits.ts";
import type { Parts } from "../parts.ts";
import { limitNamed } from "./change-limit.ts";

/** Is there a free slot of the limit? One that is not there holds nobody back. */
export async function hasFreeSlot(parts: Pick<Parts, "store" | "clock">, name: string): Promise<boolean> {
  return (await freeSlots(parts, name)) > 0;
}

/** How many slots of the limit are free; infinitely many of one that is not there. */
export async function freeSlots(parts: Pick<Parts, "store" | "clock">, name: string): Promise<number> {
  const limit = await limitNamed(parts, name);
  if (limit === null || !limit.active) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.floor(limit.limit - usedSlots(limit, parts.clock.now())));
}

/** The flow runs that hold slots of the limit. */
export async function holdersOf(parts: Pick<Parts, "store">, name: string): Promise<string[]> {
  const limit = await limitNamed(parts, name);
  return [...new Set((limit?.holders ?? []).map((holder) => holder.flow_run_id).filter((id) => id !== null))];
}
