import { parseTimestamp } from "#core/contract/scalars.ts";
import { giveBack, type Holder, type Limit, type SlotRequest, take, undo } from "#core/rules/limits.ts";
import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../../crash-point.ts";
import type { StoredFlowRun } from "../documents/flow-run.ts";
import { flowRunRecord } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import { newLimit } from "../documents/limit.ts";
import type { Parts } from "../parts.ts";
import { changeLimit } from "./change-limit.ts";
import { checkAfter, repairSlots } from "./repair.ts";

export { repairSlots } from "./repair.ts";

/**
 * One limit a run must hold slots of. `capacity` is given for implicit limits (`queue:<id>`, `deployment:<id>`, `overlap:<schedule id>`), which
 * exist only while somebody holds a slot; for named ones it is the stored limit, and a name that nobody made a limit of holds nobody back.
 */
export interface SlotWanted {
  readonly limit: string;
  readonly capacity?: number;
  /** Default 1. */
  readonly slots?: number;
}

/** Whose slots they are: the run's, whoever takes them for it. */
export interface SlotHolder {
  readonly flow_run_id: string;
  readonly name?: string;
  readonly task_run_id?: string;
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
  const mark = parts.ids.uuid();
  const added: string[] = [];
  // in one order for all, so that of two who want the same limits one gets them
  for (const want of [...wanted].sort((a, b) => (a.limit < b.limit ? -1 : 1))) {
    const request: SlotRequest = {
      flow_run_id: holder.flow_run_id,
      task_run_id: holder.task_run_id ?? null,
      lease_id: null,
      name: holder.name ?? null,
      slots: want.slots ?? 1,
      expires: parts.clock.now() + checkAfter(parts),
      mark,
    };
    let outcome = await takeOne(parts, want, request);
    if (!outcome.taken && outcome.due && (await repairSlots(parts, want.limit)) > 0) outcome = await takeOne(parts, want, request);
    if (!outcome.taken) {
      for (const limit of added) await untake(parts, limit, mark);
      return { taken: false, limit: want.limit, holders: outcome.holders };
    }
    if (outcome.added) added.push(want.limit);
    crashPoint("slots:taken");
  }
  return { taken: true };
}

/**
 * Gives a run's slots back, after the write that lets go of them. Safe to repeat, and safe for whoever is late: a run that holds them again
 * (it lists the limit in `slots`, or a claim has taken them since the run was last written) keeps them.
 */
export async function giveBackSlots(parts: Parts, flowRunId: string, limits: readonly string[]): Promise<void> {
  if (limits.length === 0) return;
  const document = await parts.store.get(flowRunKey(flowRunId));
  const run = document === null ? null : flowRunRecord(document);
  for (const name of limits) {
    await changeLimit(parts, name, (limit, now) => {
      const next = limit === null ? undefined : giveBack(limit, (holder) => isLetGo(holder, flowRunId, run, name, now), now);
      return { next, result: undefined };
    });
    crashPoint("slots:given-back");
  }
}

/** Takes back one taking, unless another has taken for the same holder since. */
export async function untake(parts: Parts, limit: string, mark: string): Promise<void> {
  await changeLimit(parts, limit, (current, now) => ({ next: current === null ? undefined : undo(current, mark, now), result: undefined }));
}

type One =
  | { readonly taken: true; readonly added: boolean }
  | { readonly taken: false; readonly holders: readonly string[]; readonly due: boolean; readonly limit: Limit };

/** Takes slots of one limit. */
export function takeOne(parts: Parts, want: SlotWanted, request: SlotRequest): Promise<One> {
  return changeLimit<One>(parts, want.limit, (stored, now) => {
    const limit = stored ?? implicitLimit(want, now);
    if (limit === undefined || !limit.active) return { next: undefined, result: { taken: true, added: false } };
    // a queue's limit may have been changed since the first taking
    const current = limit.implicit && want.capacity !== undefined ? { ...limit, limit: want.capacity } : limit;
    const taken = take(current, request, now);
    if (taken !== undefined) return { next: taken.limit, result: { taken: true, added: taken.added } };
    const { holders } = current;
    return { next: undefined, result: { taken: false, limit: current, holders: runsOf(holders), due: isDue(current, now) } };
  });
}

function implicitLimit({ limit, capacity }: SlotWanted, now: number): Limit | undefined {
  return capacity === undefined ? undefined : newLimit({ name: limit, limit: capacity, implicit: true }, now);
}

function runsOf(holders: readonly Holder[]): string[] {
  return [...new Set(holders.map((holder) => holder.flow_run_id).filter((id) => id !== null))];
}

function isDue(limit: Limit, now: number): boolean {
  return limit.slot_decay_per_second === 0 && limit.holders.some((holder) => holder.expires <= now);
}

function isLetGo(holder: Holder, flowRunId: string, run: StoredFlowRun | null, limit: string, now: number): boolean {
  if (holder.flow_run_id !== flowRunId) return false;
  if (run === null || isFinal(run.state_type)) return true;
  if (holder.lease_id !== null || run.slots.includes(limit)) return false;
  return holder.acquired <= parseTimestamp(run.updated) || holder.expires <= now;
}
