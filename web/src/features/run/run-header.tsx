import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { deploymentQuery } from "../../api/deployments.ts";
import { flowQuery, taskRunQuery } from "../../api/queries.ts";
import { workQueueOfQuery } from "../../api/work-queues.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Fact, Facts } from "../../ui/fact.tsx";
import { StateBadge } from "../../ui/state.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment, RunTime } from "../../ui/time.tsx";
import { RunActions } from "./run-actions.tsx";

/** Name, state and the facts of a run in one glance. */
export function RunHeader({ run }: { readonly run: FlowRun }) {
  const navigate = useNavigate();
  const deployment = useQuery({ ...deploymentQuery(run.deployment_id ?? ""), enabled: run.deployment_id !== null, refetchInterval: false });
  const queue = useQuery(workQueueOfQuery(run.work_queue_id, run.work_queue_name));
  const flow = useQuery(flowQuery(run.flow_id));
  const parent = useQuery({ ...taskRunQuery(run.parent_task_run_id ?? ""), enabled: run.parent_task_run_id !== null });
  return (
    <header className="flex flex-col gap-3">
      <nav aria-label="Where this run belongs" className="flex flex-wrap items-center gap-1 text-sm text-ink-3">
        <Link to="/runs" className="hover:text-ink">
          Runs
        </Link>
        <ChevronRight aria-hidden="true" size={13} />
        <Link to="/flows/$id" params={{ id: run.flow_id }} className="hover:text-ink">
          {flow.data?.name ?? "…"}
        </Link>
        {parent.data?.flow_run_id != null && (
          <>
            <ChevronRight aria-hidden="true" size={13} />
            <Link to="/runs/$id" params={{ id: parent.data.flow_run_id }} className="hover:text-ink">
              called by {parent.data.name}
            </Link>
          </>
        )}
      </nav>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 text-xl font-semibold tracking-[-0.015em] break-words">{run.name}</h1>
        <StateBadge soft type={run.state_type} name={run.state_name} />
        <RunActions run={run} leave={() => void navigate({ to: "/runs" })} />
      </div>
      <Facts>
        <Fact name="Flow">
          <Link to="/flows/$id" params={{ id: run.flow_id }} className="hover:underline">
            {flow.data?.name ?? "…"}
          </Link>
        </Fact>
        <Fact name="Duration">
          <RunTime run={run} className="tabular" />
        </Fact>
        {run.start_time === null ? (
          <Fact name="Due">
            <Moment at={run.expected_start_time} />
          </Fact>
        ) : (
          <Fact name="Started">
            <Moment at={run.start_time} />
          </Fact>
        )}
        {run.end_time !== null && (
          <Fact name="Ended">
            <Moment at={run.end_time} />
          </Fact>
        )}
        {run.run_count > 1 && (
          <Fact name="Attempts">
            <span className="tabular">{run.run_count}</span>
          </Fact>
        )}
        {run.created_by?.display_value != null && <Fact name="Created by">{run.created_by.display_value}</Fact>}
        {run.deployment_id !== null && (
          <Fact name="Deployment">
            <Link to="/deployments/$id" params={{ id: run.deployment_id }} className="hover:underline">
              {deployment.data?.name ?? (deployment.error === null ? "…" : "deleted")}
            </Link>
          </Fact>
        )}
        {(run.work_queue_name !== null || queue.data != null) && (
          <Fact name="Work queue">
            {queue.data == null ? (
              run.work_queue_name
            ) : (
              <Link to="/work-queues/$id" params={{ id: queue.data.id }} className="hover:underline">
                {queue.data.name}
              </Link>
            )}
          </Fact>
        )}
        {run.tags.length > 0 && (
          <Fact name="Tags">
            <Tags tags={run.tags} limit={6} />
          </Fact>
        )}
        <Fact name="Id">
          <span className="flex items-center gap-1">
            <code className="text-xs" title={run.id}>
              {run.id.slice(0, 8)}
            </code>
            <CopyButton bare text={run.id} label="Copy the run's id" className="-my-1" />
          </span>
        </Fact>
      </Facts>
    </header>
  );
}
