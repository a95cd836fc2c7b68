import type { Store, StoredDocument } from "#core/ports/store.ts";
import { flowRunRecord, type StoredFlowRun } from "../documents/flow-run.ts";
import { queuePartition } from "../documents/flow-run-holder.ts";
import type { WorkQueueRecord } from "../documents/work-queue.ts";
import { takes } from "./match.ts";

/** A scheduled run with the queue that takes it. */
export interface DueRun {
  readonly document: StoredDocument;
  readonly run: StoredFlowRun;
  readonly queue: Pick<WorkQueueRecord, "id" | "name" | "filter">;
}

/**
 * The runs that are scheduled until `before`, which these queues take: those of earlier queues first, and of each queue the longest due first.
 * Reads the runs of the queues and those that name none, each a page at a time, until there are enough.
 */
export async function dueRuns<Queue extends Pick<WorkQueueRecord, "id" | "name" | "filter">>(
  store: Store,
  queues: readonly Queue[],
  before: string,
  limit: number,
): Promise<(DueRun & { readonly queue: Queue })[]> {
  const found: (DueRun & { readonly queue: Queue; readonly place: number })[] = [];
  const open = queues.filter(({ filter }) => filter !== null);
  for (const [place, queue] of queues.entries()) {
    for await (const document of scheduled(store, queuePartition(queue.name), before, limit)) {
      found.push({ document, run: flowRunRecord(document), queue, place });
      if (found.filter((due) => due.place === place).length >= limit) break;
    }
  }
  if (open.length > 0) {
    let taken = 0;
    for await (const document of scheduled(store, queuePartition(null), before, limit)) {
      const run = flowRunRecord(document);
      const queue = open.find((candidate) => takes(candidate, run));
      if (queue === undefined) continue;
      found.push({ document, run, queue, place: queues.indexOf(queue) });
      taken += 1;
      if (taken >= limit) break;
    }
  }
  const due = (entry: DueRun) => entry.run.next_scheduled_start_time ?? "";
  return found.sort((a, b) => a.place - b.place || (due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : 0)).slice(0, limit);
}

/** When the next run of these queues is due, as far as one look at each tells; null if none is scheduled. */
export async function nextDue(
  store: Store,
  queues: readonly Pick<WorkQueueRecord, "name" | "filter">[],
  after: string,
): Promise<string | null> {
  const partitions = queues.map(({ name }) => queuePartition(name));
  if (queues.some(({ filter }) => filter !== null)) partitions.push(queuePartition(null));
  const pages = await Promise.all(partitions.map((pk) => store.query({ index: "holder", pk, range: { from: after }, limit: 1 })));
  const times = pages.flatMap(({ documents }) => documents.map((document) => document.indexes?.holder?.sk.slice(0, 27) ?? ""));
  return times.filter((time) => time !== "").sort()[0] ?? null;
}

// What is read beyond what is taken is for nothing, except where filters leave much out.
async function* scheduled(store: Store, pk: string, before: string, wanted: number): AsyncGenerator<StoredDocument> {
  let cursor: string | undefined;
  let size = Math.min(Math.max(wanted, 1), 500);
  do {
    const page = await store.query({
      index: "holder",
      pk,
      // "$" sorts after the separator that follows the time
      range: { from: "0", to: `${before}$` },
      limit: size,
      ...(cursor !== undefined && { cursor }),
    });
    yield* page.documents;
    cursor = page.cursor;
    size = 500;
  } while (cursor !== undefined);
}
