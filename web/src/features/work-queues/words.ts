import type { QueueFilter } from "../../../../core/contract/work-queues.ts";

/** Which runs a queue takes, in words; the names of its deployments are given. */
export function filterWords(filter: QueueFilter | null, deployments: readonly string[]): string {
  if (filter === null) return "Only runs that name it";
  const tags = filter.tags ?? [];
  const parts = [
    tags.length === 0 ? "" : `tagged ${tags.join(" and ")}`,
    deployments.length === 0 ? "" : `of ${deployments.join(" or ")}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "All runs" : `Runs ${parts.join(", ")}`;
}
