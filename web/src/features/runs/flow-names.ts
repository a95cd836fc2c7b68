import { useQuery } from "@tanstack/react-query";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { api } from "../../api/client.ts";

/** Names of the flows that rows belong to; asked once per new flow, since a flow never changes its name. */
export function useFlowNames(rows: readonly Pick<FlowRun, "flow_id">[] | undefined): ReadonlyMap<string, string> {
  const missing = [...new Set((rows ?? []).map((row) => row.flow_id))]
    .filter((id) => !known.has(id))
    .sort()
    .slice(0, 200);
  useQuery({
    queryKey: ["flow-names", missing],
    enabled: missing.length > 0,
    queryFn: async ({ signal }) => {
      const flows = await api.filterFlows({ body: { flows: { id: { any_: missing } }, limit: 200 } }, signal);
      for (const flow of flows) known.set(flow.id, flow.name);
      return flows.length;
    },
    staleTime: 10_000,
  });
  return known;
}

const known = new Map<string, string>();
