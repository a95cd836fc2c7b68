import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { deploymentQuery } from "../../api/deployments.ts";
import { flowQuery, taskRunQuery } from "../../api/queries.ts";
import { workQueueOfQuery } from "../../api/work-queues.ts";
import { runPlaceWords } from "../../lib/placement.ts";
import { Crumbs } from "../../ui/crumbs.tsx";
import { Fact, Facts, IdFact } from "../../ui/fact.tsx";
import { StateBadge } from "../../ui/state.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment, RunTime } from "../../ui/time.tsx";
import { TitleRow } from "../../ui/title-row.tsx";
import { RunActions } from "./run-actions.tsx";

/** Name, state and the facts of a run in one glance. */
export function RunHeader({ run }: { readonly run: FlowRun }) {
  const navigate = useNavigate();
  const deployment = useQuery({ ...deploymentQuery(run.deployment_id ?? ""), enabled: run.deployment_id !== null, refetchInterval: false });
  const queue = useQuery(workQueueOfQuery(run.work_queue_id, run.work_queue_name));
  const flow = useQuery(flowQuery(run.flow_id));
  const parent = useQuery({ ...taskRunQuery(run.parent_task_run_id ?? ""), enabled: run.parent_task_run_id !== null });
  const place = runPlaceWords(run, deployment.data?.infrastructure);
  return (
    <header className="flex flex-col gap-3">
      <Crumbs label="Where this run belongs">
        {[
          <Link key="all" to="/runs" className="hover:text-ink">
            Runs
          </Link>,
          <Link key="flow" to="/flows/$id" params={{ id: run.flow_id }} className="hover:text-ink">
            {flow.data?.name ?? "…"}
          </Link>,
          parent.data?.flow_run_id != null && (
            <Link key="parent" to="/runs/$id" params={{ id: parent.data.flow_run_id }} className="hover:text-ink">
              called by {parent.data.name}
            </Link>
          ),
        ].filter((part) => part !== false)}
      </Crumbs>
      <TitleRow title={run.name}>
        <StateBadge soft type={run.state_type} name={run.state_name} />
        <RunActions run={run} leave={() => void navigate({ to: "/runs" })} />
      </TitleRow>
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
        {place !== undefined && <Fact name={run.end_time === null ? "Runs on" : "Ran on"}>{place}</Fact>}
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
        <IdFact id={run.id} of="run" />
      </Facts>
    </header>
  );
}
