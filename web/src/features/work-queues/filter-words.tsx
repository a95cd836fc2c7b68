import { useQuery } from "@tanstack/react-query";
import type { QueueFilter } from "../../../../core/contract/work-queues.ts";
import { deploymentsQuery } from "../../api/deployments.ts";
import { filterWords } from "./words.ts";

/** Which runs a queue takes, in words. */
export function FilterWords({ filter }: { readonly filter: QueueFilter | null }) {
  const ids = filter?.deployment_ids ?? [];
  const deployments = useQuery({ ...deploymentsQuery(), enabled: ids.length > 0 });
  const names = ids.map((id) => deployments.data?.find((one) => one.id === id)?.name ?? id.slice(0, 8));
  return <>{filterWords(filter, names)}</>;
}
