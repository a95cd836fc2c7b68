import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../../crash-point.ts";
import type { StoredFlowRun } from "../documents/flow-run.ts";
import { giveBackSlots } from "../limits/slots.ts";
import { wakeWaiting } from "../limits/wake.ts";
import type { Parts } from "../parts.ts";

/**
 * Gives back the slots a run held before and does not need any more, and lets in who waits for them. Safe to repeat. One that waits in its
 * process for the next attempt, or in a pause, keeps its slots.
 */
export async function releaseSlots(parts: Parts, run: StoredFlowRun, before: readonly string[] = []): Promise<void> {
  const loose = isFinal(run.state_type) ? run.slots : [];
  const limits = [...new Set([...loose, ...before.filter((limit) => !run.slots.includes(limit))])];
  if (limits.length === 0) return;
  await giveBackSlots(parts, run.id, limits);
  crashPoint("release:given-back");
  for (const limit of limits) await wakeWaiting(parts, limit);
}
