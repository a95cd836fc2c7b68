import { formatTimestamp } from "#core/contract/scalars.ts";
import { flowRunRecord } from "../services/documents/flow-run.ts";
import { PLACEMENTS, placementPartition, queuePartition } from "../services/documents/flow-run-holder.ts";
import type { Parts } from "../services/parts.ts";
import { allWorkQueues, hint } from "../services/work-queues/hints.ts";

/**
 * Announces the runs that fall due before the next pass and that no schedule announces: those asked for at a time further off than a message
 * can be delayed, and retries. Only where hints are all that agents wait for.
 */
export async function announceComingRuns(parts: Parts): Promise<number> {
  const { store, clock, settings } = parts;
  if (settings.delayedHints !== true) return 0;
  const now = clock.now();
  const range = { from: formatTimestamp(now), to: `${formatTimestamp(now + AHEAD_MS)}$` };
  let announced = 0;
  const queues = [queuePartition(null), ...(await allWorkQueues(store)).map(({ name }) => queuePartition(name))];
  for (const pk of [...queues, ...PLACEMENTS.map(placementPartition)]) {
    const page = await store.query({ index: "holder", pk, range, limit: queues.includes(pk) ? MOST : MOST_PLACED });
    for (const document of page.documents) {
      const run = flowRunRecord(document);
      const isAnnounced = run.auto_scheduled && run.state_name === "Scheduled";
      if (isAnnounced || run.state_type !== "SCHEDULED" || run.next_scheduled_start_time === null) continue;
      await hint(parts, run, Date.parse(run.next_scheduled_start_time) - now);
      announced += 1;
    }
  }
  return announced;
}

/** Passes come each minute, give or take half of one. */
const AHEAD_MS = 90_000;
/** Of each queue: agents that were woken so often find the others. */
const MOST = 50;
/** Of the runner: each is told of by itself. */
const MOST_PLACED = 500;
