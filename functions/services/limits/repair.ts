import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { StoredDocument } from "#core/ports/store.ts";
import { giveBack, type Holder, type Limit } from "#core/rules/limits.ts";
import { isFinal } from "#core/rules/states.ts";
import { flowRunRecord } from "../documents/flow-run.ts";
import { flowRunKey, SLOTS, slotLeaseKey } from "../documents/keys.ts";
import { liveLimit } from "../documents/limit.ts";
import { taskRunRecord } from "../documents/task-run.ts";
import { findTaskRun } from "../lookups.ts";
import { LEASE_SECONDS, type Parts } from "../parts.ts";
import { changeLimit, limitNamed } from "./change-limit.ts";

/** How slots are looked at. */
export interface RepairOptions {
  /**
   * How far the clock may be ahead of those that wrote until when a holder has its slots, in milliseconds: nobody's time is over before. Default
   * 0, for who reads the clock that they read.
   */
  readonly skewMs?: number;
}

/**
 * Drops holders whose run has ended, is gone or does not list the limit in its `slots`, and those whose lease ran out; called by sweep and when
 * a limit is full. A slot taken a moment ago is left alone, since the run is written after it. Returns how many were dropped.
 */
export async function repairSlots(parts: Parts, limit: string, { skewMs = 0 }: RepairOptions = {}): Promise<number> {
  const seen = await limitNamed(parts, limit);
  if (seen === null || seen.slot_decay_per_second > 0 || seen.holders.length === 0) return 0;
  const verdicts = await verdictsOn(parts, seen, skewMs);
  return changeLimit(parts, limit, (current, now) => {
    if (current === null) return { next: undefined, result: 0 };
    const verdict = (holder: Holder) => verdicts.get(holder.mark + holder.acquired);
    const left = giveBack(current, (holder) => verdict(holder) === "gone", now) ?? current;
    const holders = left.holders.map((holder) => {
      const until = verdict(holder);
      return typeof until === "number" && holder.expires + skewMs <= now ? { ...holder, expires: until } : holder;
    });
    const dropped = current.holders.length - holders.length;
    const moved = holders.some((holder, at) => holder !== left.holders[at]);
    return { next: dropped > 0 || moved ? { ...left, holders } : undefined, result: dropped };
  });
}

/** Repairs the limits that have a holder whose time has come; at most `most` of them. Reads one page when nothing is due. */
export async function repairDueSlots(
  parts: Parts,
  { most = 100, ...options }: RepairOptions & { readonly most?: number } = {},
): Promise<number> {
  const now = formatTimestamp(parts.clock.now() - (options.skewMs ?? 0));
  const due = await parts.store.query({ index: "holder", pk: SLOTS, range: { to: now }, limit: most });
  let dropped = 0;
  for (const document of due.documents) {
    try {
      const limit = liveLimit(document);
      if (limit !== null) dropped += await repairSlots(parts, limit.name, options);
    } catch (error) {
      // one that everybody wants just now is left for the next pass
      if (!(error instanceof ProblemError && error.code === "busy")) throw error;
    }
  }
  return dropped;
}

/** How long after it was taken a slot is looked at, in milliseconds. */
export function checkAfter({ settings }: Pick<Parts, "settings">): number {
  return (settings.leaseSeconds ?? LEASE_SECONDS) * 1000;
}

/** Dropped, left as it is, or good until that time. */
type Verdict = "gone" | "kept" | number;

async function verdictsOn(parts: Parts, limit: Limit, skewMs: number): Promise<Map<string, Verdict>> {
  const { holders } = limit;
  const runs = await readBy(parts, holders, (holder) => (holder.flow_run_id === null ? null : flowRunKey(holder.flow_run_id)));
  const leases = await readBy(parts, holders, (holder) => (holder.lease_id === null ? null : slotLeaseKey(holder.lease_id)));
  const verdicts = new Map<string, Verdict>();
  for (const [at, holder] of holders.entries())
    verdicts.set(
      holder.mark + holder.acquired,
      await verdictOn(parts, limit.name, holder, { document: runs[at] ?? null, lease: leases[at] ?? null, skewMs }),
    );
  return verdicts;
}

async function verdictOn(
  parts: Parts,
  limit: string,
  holder: Holder,
  { document, lease, skewMs }: { readonly document: StoredDocument | null; readonly lease: StoredDocument | null; readonly skewMs: number },
): Promise<Verdict> {
  const now = parts.clock.now();
  const run = document === null ? null : flowRunRecord(document);
  if (run !== null && isFinal(run.state_type)) return "gone";
  const expired = holder.expires + skewMs <= now;
  if (holder.lease_id !== null) return expired ? leaseVerdict(parts, lease, now, skewMs) : "kept";
  if (holder.task_run_id !== null) {
    const task = await findTaskRun(parts.store, holder.task_run_id);
    if (task !== null && isFinal(taskRunRecord(task).state_type)) return "gone";
    return task !== null || run !== null ? later(parts, holder, now) : expired ? "gone" : "kept";
  }
  if (run === null) return expired ? "gone" : "kept";
  if (run.slots.includes(limit)) return later(parts, holder, now);
  const { version, ...same } = document!;
  if (holder.seen != null && version > holder.seen) return "gone";
  if (!expired) return "kept";
  // Written as it is: a claim that took the slot long ago and stood still since now loses its race.
  return (await parts.store.put(same, { version })).ok ? "gone" : "kept";
}

// A lease whose time is over is ended for good before its slots go, so that it cannot be renewed afterwards.
async function leaseVerdict({ store }: Parts, lease: StoredDocument | null, now: number, skewMs: number): Promise<Verdict> {
  if (lease === null) return "gone";
  const until = Number(lease.body.expires);
  if (until + skewMs > now) return until;
  return (await store.delete(lease, { version: lease.version })) ? "gone" : "kept";
}

// The longer it has been held, the longer until it is looked at again: five times the first wait at most.
function later(parts: Parts, holder: Holder, now: number): number {
  const first = checkAfter(parts);
  return now + Math.min(Math.max(now - holder.acquired, first), 5 * first);
}

async function readBy(
  { store }: Parts,
  holders: readonly Holder[],
  keyOf: (holder: Holder) => { pk: string; sk: string } | null,
): Promise<(StoredDocument | null)[]> {
  const keys = holders.map(keyOf);
  const wanted = keys.filter((key) => key !== null);
  if (wanted.length === 0) return holders.map(() => null);
  const found = (await store.getMany(wanted))[Symbol.iterator]();
  return keys.map((key) => (key === null ? null : (found.next().value ?? null)));
}
