import { repairDueSlots } from "../services/limits/repair.ts";
import { wakeAllWaiting } from "../services/limits/wake.ts";
import { LEASE_SECONDS, type Parts } from "../services/parts.ts";
import { upkeep } from "../services/upkeep.ts";
import { announceComingRuns } from "./coming.ts";
import { endExpiredPauses } from "./expired-pauses.ts";
import { lookAfterFleet } from "./fleet.ts";
import { markLateRuns, type Waiting } from "./late.ts";
import { createLeaseWatch } from "./lease-watch.ts";
import { crashLostAgents, crashLostRuns } from "./lost.ts";
import { reindexRuns } from "./reindex.ts";
import { healSchedules } from "./schedules.ts";
import { createUnhandledLook } from "./unhandled.ts";

/** What there is to do and who is there to do it, as a pass came across it. */
export interface Situation {
  /** Runs that are due and that nobody took yet, counted up to some thousands. */
  readonly runs_waiting: number;
  /** For how long the first of them has been due. */
  readonly longest_wait_ms: number;
  /** Agents that are there. */
  readonly agents: number;
}

/** What one pass found to mend, for logs and tests. */
export interface Swept {
  readonly lost: number;
  readonly late: number;
  readonly slots: number;
  readonly woken: number;
  readonly coming: number;
  readonly pauses: number;
  readonly scheduled: number;
  readonly removed: number;
  /** Runs of an earlier version that got the index entries of this one. */
  readonly reindexed: number;
  /** Messages that nobody could handle, at a pass that looked for them. */
  readonly unhandled: number;
  /** Parts of the pass that could not be done; the log says why. */
  readonly failed: number;
}

export interface SweepOptions {
  /**
   * Until then (epoch milliseconds) nobody counts as lost. A server that was away for longer than a lease has heard of nobody, which is no
   * fault of theirs: it waits for a lease after its start, so that all who live can say so. Default: no such time.
   */
  readonly patientUntil?: number;
  /** Told of the situation by each pass that finds runs waiting or agents there. It reads nothing for it that it would not read anyway. */
  readonly onSituation?: (situation: Situation) => void;
  /** How far the clock may be apart from those of the functions that write leases; default 0, for all in one process. */
  readonly skewMs?: number;
}

/**
 * Looks after what nobody else would notice: runs whose agent or process is gone, runs that are late, slots nobody holds any more, pauses that
 * ran out, schedules whose timer got lost. Each is found by an index of what is due, so that a pass with nothing to do costs a few reads.
 * Passes may overlap, run twice or die half-way: each mend is a conditional write of its own.
 */
export function createSweep(parts: Parts, { patientUntil = 0, onSituation, skewMs = 0 }: SweepOptions = {}): () => Promise<Swept> {
  const lookForUnhandled = createUnhandledLook(parts);
  const leaseMs = (parts.settings.leaseSeconds ?? LEASE_SECONDS) * 1000;
  const watch = createLeaseWatch(parts.clock, leaseMs, skewMs);
  return async () => {
    let failed = 0;
    let agents = 0;
    let waiting: Waiting = { runs: 0, longestMs: 0 };
    const guarded = async (what: string, mend: () => Promise<number>): Promise<number> => {
      try {
        return await mend();
      } catch (error) {
        failed += 1;
        // one that fails must not keep the others from being done
        parts.log(JSON.stringify({ level: "error", what: `Sweeping ${what} failed.`, error: String((error as Error)?.stack ?? error) }));
        return 0;
      }
    };
    const mended = {
      lost:
        parts.clock.now() < patientUntil
          ? 0
          : (await guarded("lost agents", () => crashLostAgents(parts, { watch, tell: (there) => (agents = there) }))) +
            (await guarded("lost runs", () => crashLostRuns(parts, watch))),
      slots: await guarded("slots", () => repairDueSlots(parts, { skewMs })),
      woken: await guarded("waiting runs", () => wakeAllWaiting(parts)),
      late: await guarded("late runs", () => markLateRuns(parts, (found) => (waiting = found))),
      coming: await guarded("coming runs", () => announceComingRuns(parts)),
      pauses: await guarded("pauses", () => endExpiredPauses(parts)),
      scheduled: await guarded("schedules", () => healSchedules(parts)),
      removed: await guarded("old runs", () => upkeep(parts)),
      reindexed: await guarded("index entries", () => reindexRuns(parts)),
      unhandled: await guarded("queues of what nobody could handle", lookForUnhandled),
    };
    const situation = { runs_waiting: waiting.runs, longest_wait_ms: waiting.longestMs, agents };
    if (waiting.runs > 0 || agents > 0) onSituation?.(situation);
    await guarded("the number of agents", () => lookAfterFleet(parts));
    return { ...mended, failed };
  };
}
