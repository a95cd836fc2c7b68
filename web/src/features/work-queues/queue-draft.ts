import type { QueueFilter, WorkQueue } from "../../../../core/contract/work-queues.ts";
import type { Problems } from "../../form/use-draft.ts";

/** A work queue while it is being typed. */
export interface QueueDraft {
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly deployments: readonly string[];
  readonly limit: string;
  readonly priority: string;
}

/** A draft to begin with, or that of a queue to edit. */
export function draftOf(queue?: WorkQueue): QueueDraft {
  return {
    name: queue?.name ?? "",
    description: queue?.description ?? "",
    tags: queue?.filter?.tags ?? [],
    deployments: queue?.filter?.deployment_ids ?? [],
    limit: queue?.concurrency_limit == null ? "" : String(queue.concurrency_limit),
    priority: String(queue?.priority ?? 1),
  };
}

/** What is wrong with a draft, by field. */
export function problemsOf(draft: QueueDraft): Problems<QueueDraft> {
  return {
    ...(draft.name.trim() === "" ? { name: "a queue needs a name" } : {}),
    ...(draft.limit.trim() === "" || /^\d{1,3}$/.test(draft.limit.trim()) ? {} : { limit: "a whole number up to 500, or nothing" }),
    ...(/^[1-9]\d{0,3}$/.test(draft.priority.trim()) ? {} : { priority: "a whole number from 1 on" }),
  };
}

/** A draft as the API takes it. */
export function bodyOf(draft: QueueDraft) {
  const filter: QueueFilter = {
    ...(draft.tags.length > 0 ? { tags: [...draft.tags] } : {}),
    ...(draft.deployments.length > 0 ? { deployment_ids: [...draft.deployments] } : {}),
  };
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    concurrency_limit: draft.limit.trim() === "" ? null : Number(draft.limit),
    priority: Number(draft.priority),
    filter,
  };
}
