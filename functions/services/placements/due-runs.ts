import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { StoredDocument } from "#core/ports/store.ts";
import { flowRunRecord } from "../documents/flow-run.ts";
import { PLACEMENTS, placementPartition } from "../documents/flow-run-holder.ts";
import type { Parts } from "../parts.ts";
import { hint } from "../work-queues/hints.ts";
import { startPlacedRun } from "./start-run.ts";

/** Starts the runs of the runner that are due, at most `most`: what a server does that looks by itself. Answers when the next one is due; null for none. */
export async function startDueRuns(parts: Parts, most = 100): Promise<number | null> {
  const now = formatTimestamp(parts.clock.now());
  const { documents } = await page(parts, { from: "0", to: `${now}$` }, most);
  for (const document of documents) await startPlacedRun(parts, flowRunRecord(document).id);
  const [next] = (await page(parts, { from: `${now}$` }, 1)).documents;
  const due = next === undefined ? null : flowRunRecord(next).next_scheduled_start_time;
  return due === null ? null : parseTimestamp(due);
}

function page(
  parts: Parts,
  range: { from: string; to?: string },
  limit: number,
  placement = "lambda",
): Promise<{ documents: StoredDocument[] }> {
  return parts.store.query({ index: "holder", pk: placementPartition(placement), range, limit }) as Promise<{
    documents: StoredDocument[];
  }>;
}

/** Tells the runner of the runs that are due, as if they had become so now: what held them back may be over. */
export async function announceDuePlaced(parts: Parts, most = 100): Promise<void> {
  for (const placement of PLACEMENTS) {
    const { documents } = await page(parts, { from: "0", to: `${formatTimestamp(parts.clock.now())}$` }, most, placement);
    for (const document of documents) await hint(parts, flowRunRecord(document));
  }
}
