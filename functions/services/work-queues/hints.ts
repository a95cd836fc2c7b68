import { type DueMessage, queues } from "#core/contract/messages.ts";
import type { OutgoingMessage } from "#core/ports/queue.ts";
import type { Store } from "#core/ports/store.ts";
import { WORK_QUEUES, type WorkQueueRecord, workQueueIdOf, workQueueOf } from "../documents/work-queue.ts";
import type { Parts } from "../parts.ts";
import { TICK_QUEUE } from "../tick-queue.ts";
import { type Routed, takes } from "./match.ts";

/** How the queues of hints are named: whoever wires them need not know each. */
export const HINT_QUEUES = "work-";
/** The queue of messages that wakes the agents of a work queue. Named by id, since a name may hold anything. */
export const hintQueue = (workQueueId: string): string => `${HINT_QUEUES}${workQueueId}`;

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
 * Wakes an agent of each work queue that takes the run, after each of the delays. A hint is no more than that: it may get lost or come twice,
 * and what counts is the run's document, which is written before.
 *
 * A delay that no message can have is cut short where agents look by themselves; where they rely on hints, the sweep sends one in time.
 */
export async function hint(parts: Parts, run: Hinted, ...delaysMs: number[]): Promise<void> {
  const { queue, store, settings } = parts;
  const delays = (delaysMs.length === 0 ? [0] : delaysMs).filter((ms) => ms <= LONGEST_MS || settings.delayedHints !== true);
  if (delays.length === 0) return;
  if (run.placement != null) return announcePlaced(queue, run, delays);
  const ids =
    run.work_queue_name === null
      ? (await allWorkQueues(store)).filter((candidate) => takes(candidate, run)).map(({ id }) => id)
      : [workQueueIdOf(run.work_queue_name)];
  const messages = delays.map((ms) => ({ body: "{}", delayMs: Math.max(0, Math.min(ms, LONGEST_MS)) }));
  await Promise.all([...ids.map((id) => wake(queue, hintQueue(id), messages)), rouse(parts, ids, messages)]);
}

/** The message of queue `events` that says no more than that something is due. */
export const DUE = JSON.stringify({ kind: "due" } satisfies DueMessage);

// agents that are not there yet can't hear of it
async function rouse(parts: Parts, ids: readonly string[], messages: readonly OutgoingMessage[]): Promise<void> {
  const fleet = await parts.fleetSettings();
  if (fleet === null || !fleet.work_queues.some((name) => ids.includes(workQueueIdOf(name)))) return;
  await wake(
    parts.queue,
    queues.events,
    messages.map(({ delayMs = 0 }) => ({ body: DUE, delayMs })),
  );
}

/** A run, as far as it says who is to be told of it. */
export type Hinted = Routed & { readonly id: string; readonly placement?: string | null };

async function announcePlaced(queue: Parts["queue"], { id }: Hinted, delays: readonly number[]): Promise<void> {
  const messages = delays.map((ms) => ({ body: JSON.stringify({ flow_run_id: id }), delayMs: Math.max(0, Math.min(ms, LONGEST_MS)) }));
  // the sweep tells of what is late
  await queue?.send(TICK_QUEUE, messages).catch(() => {});
}

/** The longest delay a message can have. */
export const LONGEST_MS = 900_000;

async function wake(queue: Parts["queue"], name: string, messages: readonly OutgoingMessage[]): Promise<void> {
  try {
    await queue?.send(name, messages);
  } catch {
    // agents look by themselves every few seconds, and the sweep each minute
  }
}
