import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Waypoints } from "lucide-react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { StateBadge } from "../../ui/state.tsx";
import { Moment, RunTime } from "../../ui/time.tsx";
import { useFlowNames } from "../runs/flow-names.ts";

/** Runs that this run called. */
export function SubflowsTab({ subflows }: { readonly subflows: UseQueryResult<FlowRun[]> }) {
  const names = useFlowNames(subflows.data);
  if (subflows.data === undefined)
    return subflows.error === null ? <SkeletonRows rows={3} /> : <Failure error={subflows.error} retry={() => void subflows.refetch()} />;
  if (subflows.data.length === 0)
    return (
      <Empty icon={<Waypoints size={28} strokeWidth={1.6} aria-hidden="true" />} title="No subflows">
        <p>A flow called from this one appears here with its own tasks and logs.</p>
      </Empty>
    );
  return (
    <ul className="card">
      {subflows.data.map((run) => (
        <li
          key={run.id}
          className="relative flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-0 hover:bg-hover"
        >
          <span className="sm:w-36">
            <StateBadge type={run.state_type} name={run.state_name} />
          </span>
          <Link to="/runs/$id" params={{ id: run.id }} data-row className="font-medium after:absolute after:inset-0">
            {run.name}
          </Link>
          <span className="text-sm text-ink-2">{names.get(run.flow_id) ?? ""}</span>
          <span className="relative z-10 ml-auto text-sm text-ink-2 tabular">
            <Moment at={run.start_time ?? run.expected_start_time} />
          </span>
          <span className="w-20 text-right text-sm tabular">
            <RunTime run={run} />
          </span>
        </li>
      ))}
    </ul>
  );
}
