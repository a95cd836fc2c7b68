import { useQuery } from "@tanstack/react-query";
import type { QueueFilter } from "../../../../core/contract/work-queues.ts";
import { deploymentsQuery } from "../../api/deployments.ts";

/** Which runs a queue takes, in words. */
export function FilterWords({ filter }: { readonly filter: QueueFilter | null }) {
  const ids = filter?.deployment_ids ?? [];
  const deployments = useQuery({ ...deploymentsQuery(), enabled: ids.length > 0 });
  const names = ids.map((id) => deployments.data?.find((one) => one.id === id)?.name ?? id.slice(0, 8));
  return <>{filterWords(filter, names)}</>;
}

/** The words; names of deployments are given. */
export function filterWords(filter: QueueFilter | null, deployments: readonly string[]): string {
  if (filter === null) return "Only runs that name it";
  const tags = filter.tags ?? [];
  const parts = [
    tags.length === 0 ? "" : `tagged ${tags.join(" and ")}`,
    deployments.length === 0 ? "" : `of ${deployments.join(" or ")}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "All runs" : `Runs ${parts.join(", ")}`;
}
