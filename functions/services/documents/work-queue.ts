import type { WorkQueue } from "#core/contract/work-queues.ts";
import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { deriveId } from "#core/rules/ids.ts";
import { compact, restore } from "./compact.ts";

/** A work queue as stored; when it was polled is told by the agents. */
export type WorkQueueRecord = Omit<WorkQueue, "last_polled" | "status" | "work_pool_id" | "work_pool_name">;

/** Index `list`: all work queues by name. */
export const WORK_QUEUES = "WORKQUEUES";
export const workQueueKey = (id: string): DocumentKey => ({ pk: `WORKQUEUE#${id}`, sk: "META" });

/** The id of the work queue of that name. */
export function workQueueIdOf(name: string): string {
  return deriveId("work queue", name);
}

/** The document of a work queue. */
export function workQueueDocument({ id, ...rest }: WorkQueueRecord): NewDocument {
  return { ...workQueueKey(id), body: compact(rest, DEFAULTS), indexes: { list: { pk: WORK_QUEUES, sk: `${rest.name}#${id}` } } };
}

/** The work queue a document holds. */
export function workQueueOf(document: { readonly pk: string; readonly body: JsonObject }): WorkQueueRecord {
  return { ...(restore(document.body, DEFAULTS) as WorkQueueRecord), id: document.pk.slice("WORKQUEUE#".length) };
}

// an empty filter is one, so null is written out
const DEFAULTS: JsonObject = { description: "", is_paused: false, concurrency_limit: null, priority: 1 };
