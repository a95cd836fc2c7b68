import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import { orchestrateFlowRun } from "#core/rules/orchestrate.ts";
import { flowRunRecord, type StoredFlowRun } from "../services/documents/flow-run.ts";
import { PLACEMENTS, placementPartition, queuePartition } from "../services/documents/flow-run-holder.ts";
import type { Parts } from "../services/parts.ts";
import { writeState } from "../services/runs/write-state.ts";
import { allWorkQueues, hint } from "../services/work-queues/hints.ts";
import { LATE_MS } from "../services/work-queues/work-queues.ts";

/** Runs that are due and wait. */
export interface Waiting {
  readonly runs: number;
  /** For how long the first of them has. */
  readonly longestMs: number;
}

/**
 * Marks runs as Late that nobody started in time, and wakes an agent for them, in case the first hint got lost. `tell` hears of all that wait:
 * those too that are due only just.
 */
export async function markLateRuns(parts: Parts, tell?: (waiting: Waiting) => void): Promise<number> {
  const { store, clock } = parts;
  const now = clock.now();
  const late = formatTimestamp(now - LATE_MS);
  const partitions = [
    queuePartition(null),
    ...(await allWorkQueues(store)).map(({ name }) => queuePartition(name)),
    ...PLACEMENTS.map(placementPartition),
  ];
  let marked = 0;
  let waiting = 0;
  let longestMs = 0;
  for (const pk of partitions) {
    let hinted = false;
    let cursor: string | undefined;
    // only runs that are scheduled and that nobody holds lie here; those marked already stay, so a long row of them is walked over
    for (let pages = 0; pages < PAGES; pages += 1) {
      const page = await store.query({
        index: "holder",
        pk,
        range: { from: "0", to: `${formatTimestamp(now)}$` },
        limit: 200,
        ...(cursor !== undefined && { cursor }),
      });
      for (const document of page.documents) {
        const run = flowRunRecord(document);
        waiting += 1;
        const due = run.next_scheduled_start_time ?? late;
        longestMs = Math.max(longestMs, now - parseTimestamp(due));
        if (due > late) continue;
        // agents that were woken find the others too; a runner takes the one it is told of
        if (run.placement === null ? !hinted : isDoubled(run, clock.now())) await hint(parts, run);
        hinted ||= run.placement === null;
        if (run.state_name !== "Scheduled" || isStarting(run, clock.now())) continue;
        const details = { scheduled_time: run.next_scheduled_start_time ?? undefined };
        const state = { type: "SCHEDULED" as const, name: "Late", state_details: details };
        const { record, changed } = orchestrateFlowRun(run, state, { now: clock.now(), force: false });
        if (changed && (await writeState(parts, document.version, record, run))) marked += 1;
      }
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
  }
  tell?.({ runs: waiting, longestMs: Math.round(longestMs) });
  return marked;
}

const PAGES = 10;

// a task of a run's own takes a minute or two to start, which is no reason to call for help
function isStarting({ placement, next_scheduled_start_time: due }: StoredFlowRun, now: number): boolean {
  return placement === "ecs" && now - Date.parse(due ?? "") < 300_000;
}

// 1, 2, 4, 8, … minutes after its time: where all runners are busy, telling them again each minute would only add to the row
function isDoubled({ next_scheduled_start_time: due }: StoredFlowRun, now: number): boolean {
  const minutes = Math.floor((now - Date.parse(due ?? "")) / 60_000);
  return (minutes & (minutes - 1)) === 0;
}
