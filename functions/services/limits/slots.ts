import { parseTimestamp } from "#core/contract/scalars.ts";
import type { StoredDocument } from "#core/ports/store.ts";
import { giveBack, type Holder } from "#core/rules/limits.ts";
import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../../crash-point.ts";
import { flowRunRecord } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import type { Parts } from "../parts.ts";
import { changeLimit } from "./change-limit.ts";
import { checkAfter } from "./repair.ts";
import { type SlotWanted, takeAll } from "./take-all.ts";

export { repairSlots } from "./repair.ts";
export type { SlotWanted } from "./take-all.ts";

/** Whose slots they are: the run's, whoever takes them for it. */
export interface SlotHolder {
  readonly flow_run_id: string;
  readonly name?: string;
  readonly task_run_id?: string;
  /** Version of the run's document that the claim is made of, and which it replaces or is refused. */
  readonly seen?: number;
}

export type SlotOutcome =
  | { readonly taken: true }
  | {
      readonly taken: false;
      /** The limit that is full. */
      readonly limit: string;
      /** The flow runs that hold its slots. */
      readonly holders: readonly string[];
    };

/**
 * Takes slots of all the limits or of none; what was taken of the earlier ones is given back on refusal. Taking again for the same holder is
 * taking once. A taker that is refused leaves nothing behind, so it holds nobody up: whoever asks when slots are free gets them.
 *
 * The slots are the run's. Whoever loses the run to another claim gives nothing back; whoever loses a race and then claims all the same
 * takes again first, since a taking that is followed by nothing for long is taken back by {@link repairSlots}.
 */
export async function takeSlots(parts: Parts, holder: SlotHolder, wanted: readonly SlotWanted[]): Promise<SlotOutcome> {
  const outcome = await takeAll(parts, wanted, {
    flow_run_id: holder.flow_run_id,
    task_run_id: holder.task_run_id ?? null,
    lease_id: null,
    name: holder.name ?? null,
    seen: holder.seen ?? null,
    expires: parts.clock.now() + checkAfter(parts),
  });
  return outcome.taken ? outcome : { taken: false, limit: outcome.limit.name, holders: runsOf(outcome.limit.holders) };
}

/**
 * Gives a run's slots back, after the write that lets go of them. Safe to repeat, and safe for whoever is late: a run that holds them again
 * (it lists the limit in `slots`, or a claim has taken them since the run was last written) keeps them.
 */
export async function giveBackSlots(parts: Parts, flowRunId: string, limits: readonly string[]): Promise<void> {
  if (limits.length === 0) return;
  const document = await parts.store.get(flowRunKey(flowRunId));
  for (const name of limits) {
    await changeLimit(parts, name, (limit, now) => {
      const next = limit === null ? undefined : giveBack(limit, (holder) => isLetGo(holder, flowRunId, document, name), now);
      return { next, result: undefined };
    });
    crashPoint("slots:given-back");
  }
}

function runsOf(holders: readonly Holder[]): string[] {
  return [...new Set(holders.map((holder) => holder.flow_run_id).filter((id) => id !== null))];
}

function isLetGo(holder: Holder, flowRunId: string, document: StoredDocument | null, limit: string): boolean {
  if (holder.flow_run_id !== flowRunId) return false;
  const run = document === null ? null : flowRunRecord(document);
  if (run === null || isFinal(run.state_type)) return true;
  if (holder.lease_id !== null || run.slots.includes(limit)) return false;
  // times are of several clocks; what was taken before versions were noted has nothing better
  return holder.seen != null ? document!.version > holder.seen : holder.acquired <= parseTimestamp(run.updated);
}
