import { repairDueSlots } from "../services/limits/repair.ts";
import { wakeAllWaiting } from "../services/limits/wake.ts";
import type { Parts } from "../services/parts.ts";
import { upkeep } from "../services/upkeep.ts";
import { announceComingRuns } from "./coming.ts";
import { endExpiredPauses } from "./expired-pauses.ts";
import { lookAfterFleet } from "./fleet.ts";
import { markLateRuns } from "./late.ts";
import { crashLostAgents, crashLostRuns } from "./lost.ts";
import { reindexRuns } from "./reindex.ts";
import { healSchedules } from "./schedules.ts";

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
  /** Parts of the pass that could not be done; the log says why. */
  readonly failed: number;
}

export interface SweepOptions {
  /**
   * Until then (epoch milliseconds) nobody counts as lost. A server that was away for longer than a lease has heard of nobody, which is no
   * fault of theirs: it waits for a lease after its start, so that all who live can say so. Default: no such time.
   */
  readonly patientUntil?: number;
}

/**
 * Looks after what nobody else would notice: runs whose agent or process is gone, runs that are late, slots nobody holds any more, pauses that
 * ran out, schedules whose timer got lost. Each is found by an index of what is due, so that a pass with nothing to do costs a few reads.
 * Passes may overlap, run twice or die half-way: each mend is a conditional write of its own.
 */
export function createSweep(parts: Parts, { patientUntil = 0 }: SweepOptions = {}): () => Promise<Swept> {
  return async () => {
    let failed = 0;
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
          : (await guarded("lost agents", () => crashLostAgents(parts))) + (await guarded("lost runs", () => crashLostRuns(parts))),
      slots: await guarded("slots", () => repairDueSlots(parts)),
      woken: await guarded("waiting runs", () => wakeAllWaiting(parts)),
      late: await guarded("late runs", () => markLateRuns(parts)),
      coming: await guarded("coming runs", () => announceComingRuns(parts)),
      pauses: await guarded("pauses", () => endExpiredPauses(parts)),
      scheduled: await guarded("schedules", () => healSchedules(parts)),
      removed: await guarded("old runs", () => upkeep(parts)),
      reindexed: await guarded("index entries", () => reindexRuns(parts)),
    };
    await guarded("the number of agents", () => lookAfterFleet(parts));
    return { ...mended, failed };
  };
}
