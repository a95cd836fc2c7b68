import type { Store } from "#core/ports/store.ts";
import { WORK_QUEUES, type WorkQueueRecord, workQueueIdOf, workQueueOf } from "../documents/work-queue.ts";
import type { Parts } from "../parts.ts";
import { type Routed, takes } from "./match.ts";

/** The queue of messages that wakes the agents of a work queue. Named by id, since a name may hold anything. */
export const hintQueue = (workQueueId: string): string => `work-${workQueueId}`;

/** All work queues by name. There are few; each costs a read. */
export async function allWorkQueues(store: Store): Promise<WorkQueueRecord[]> {
  const queues: WorkQueueRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query({ index: "list", pk: WORK_QUEUES, limit: 200, ...(cursor !== undefined && { cursor }) });
    queues.push(...page.documents.map(workQueueOf));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return queues;
}

/**
 * Wakes an agent of each work queue that takes the run. A hint is no more than that: it may get lost or come twice, and what counts is the
 * run's document, which is written before.
 */
export async function hint(parts: Parts, run: Routed, delayMs = 0): Promise<void> {
  const { queue, store } = parts;
  const ids =
    run.work_queue_name === null
      ? (await allWorkQueues(store)).filter((candidate) => takes(candidate, run)).map(({ id }) => id)
      : [workQueueIdOf(run.work_queue_name)];
  await Promise.all(ids.map((id) => wake(queue, id, delayMs)));
}

async function wake(queue: Parts["queue"], workQueueId: string, delayMs: number): Promise<void> {
  try {
    await queue?.send(hintQueue(workQueueId), [{ body: "{}", delayMs: Math.max(0, Math.min(delayMs, 900_000)) }]);
  } catch {
    // agents look by themselves every few seconds
  }
}
