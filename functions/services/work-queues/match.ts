import type { FlowRunRecord } from "#core/contract/documents.ts";
import type { WorkQueueRecord } from "../documents/work-queue.ts";

/** What of a run decides which queues take it. */
export type Routed = Pick<FlowRunRecord, "work_queue_name" | "tags" | "deployment_id">;

/** Does the queue take the run? A run goes to the queue it names; one that names none, to every queue whose filter it meets. */
export function takes(queue: Pick<WorkQueueRecord, "name" | "filter">, run: Routed): boolean {
  if (run.work_queue_name !== null) return run.work_queue_name === queue.name;
  if (queue.filter === null) return false;
  const { tags, deployment_ids } = queue.filter;
  if (tags != null && !tags.every((tag) => run.tags.includes(tag))) return false;
  return (
    deployment_ids == null || deployment_ids.length === 0 || (run.deployment_id !== null && deployment_ids.includes(run.deployment_id))
  );
}
