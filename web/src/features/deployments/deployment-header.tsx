import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Pause, Play, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { api } from "../../api/client.ts";
import { nextRunQuery } from "../../api/deployments.ts";
import { workQueueOfQuery } from "../../api/work-queues.ts";
import { schedulesWords } from "../../lib/schedule-words.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Crumbs } from "../../ui/crumbs.tsx";
import { Fact, Facts } from "../../ui/fact.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment } from "../../ui/time.tsx";
import { usePause } from "./pause.ts";
import { DeploymentStatus } from "./status.tsx";

const Confirm = lazy(() => import("../../ui/confirm.tsx").then((module) => ({ default: module.Confirm })));

interface Props {
  readonly deployment: Deployment;
  readonly flowName: string | undefined;
  readonly run: () => void;
}

/** Name, facts and what can be done with a deployment. */
export function DeploymentHeader({ deployment, flowName, run }: Props) {
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const next = useQuery(nextRunQuery(deployment.id));
  const queue = useQuery(workQueueOfQuery(null, deployment.work_queue_name));
  const pause = usePause(deployment.id);
  const due = next.data?.next_scheduled_start_time ?? next.data?.expected_start_time;
  return (
    <header className="flex flex-col gap-3">
      <Crumbs label="Where this deployment belongs">
        {[
          <Link key="all" to="/deployments" className="hover:text-ink">
            Deployments
          </Link>,
          <Link key="flow" to="/flows/$id" params={{ id: deployment.flow_id }} className="hover:text-ink">
            {flowName ?? "…"}
          </Link>,
        ]}
      </Crumbs>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 text-xl font-semibold tracking-[-0.015em] break-words">{deployment.name}</h1>
        <DeploymentStatus deployment={deployment} />
        <div className="no-print ml-auto flex flex-wrap items-center gap-2 max-sm:ml-0 max-sm:w-full">
          <button type="button" className="primary" onClick={run}>
            <Play aria-hidden="true" size={14} />
            Run…
          </button>
          <button type="button" className="control" disabled={pause.isPending} onClick={() => pause.mutate(!deployment.paused)}>
            {deployment.paused ? <Play aria-hidden="true" size={14} /> : <Pause aria-hidden="true" size={14} />}
            {deployment.paused ? "Resume" : "Pause"}
          </button>
          <button type="button" className="control" onClick={() => setDeleting(true)}>
            <Trash2 aria-hidden="true" size={14} />
            Delete
          </button>
        </div>
      </div>
      <Complaint error={pause.error} />
      {deployment.description !== null && deployment.description !== "" && (
        <p className="max-w-3xl text-ink-2 break-words whitespace-pre-wrap">{deployment.description}</p>
      )}
      <Facts>
        <Fact name="Schedule">{schedulesWords(deployment.schedules)}</Fact>
        <Fact name="Next run">
          {due == null || next.data == null ? (
            <span className="text-ink-3">–</span>
          ) : (
            <Link to="/runs/$id" params={{ id: next.data.id }} className="hover:underline">
              <Moment at={due} />
            </Link>
          )}
        </Fact>
        <Fact name="Work queue">
          {deployment.work_queue_name === null ? (
            "Any whose filter fits"
          ) : queue.data == null ? (
            `${deployment.work_queue_name}${queue.data === null ? " (not there)" : ""}`
          ) : (
            <Link to="/work-queues/$id" params={{ id: queue.data.id }} className="hover:underline">
              {queue.data.name}
            </Link>
          )}
        </Fact>
        {deployment.version !== null && <Fact name="Version">{deployment.version}</Fact>}
        {deployment.tags.length > 0 && (
          <Fact name="Tags">
            <Tags tags={deployment.tags} limit={6} />
          </Fact>
        )}
        <Fact name="Updated">
          <Moment at={deployment.updated} />
        </Fact>
        <Fact name="Id">
          <span className="flex items-center gap-1">
            <code className="text-xs" title={deployment.id}>
              {deployment.id.slice(0, 8)}
            </code>
            <CopyButton bare text={deployment.id} label="Copy the deployment's id" className="-my-1" />
          </span>
        </Fact>
      </Facts>
      {deleting && (
        <Suspense>
          <Confirm
            danger
            title={`Delete ${flowName ?? "…"} / ${deployment.name}?`}
            verb="Delete"
            act={() => api.deleteDeployment({ params: { id: deployment.id } })}
            done={() => void navigate({ to: "/deployments" })}
            close={() => setDeleting(false)}
          >
            Its schedules and the runs that only wait for their time go with it. Runs that have started stay.
          </Confirm>
        </Suspense>
      )}
    </header>
  );
}
