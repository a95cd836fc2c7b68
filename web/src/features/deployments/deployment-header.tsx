import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Play, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { api } from "../../api/client.ts";
import { nextRunQuery } from "../../api/deployments.ts";
import { workQueueOfQuery } from "../../api/work-queues.ts";
import { isPlaced, placementWords } from "../../lib/placement.ts";
import { schedulesWords } from "../../lib/schedule-words.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Crumbs } from "../../ui/crumbs.tsx";
import { Fact, Facts, IdFact } from "../../ui/fact.tsx";
import { PauseButton } from "../../ui/pause-button.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment } from "../../ui/time.tsx";
import { TitleActions, TitleRow } from "../../ui/title-row.tsx";
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
      <TitleRow title={deployment.name}>
        <DeploymentStatus deployment={deployment} />
        <TitleActions>
          <button type="button" className="primary" onClick={run}>
            <Play aria-hidden="true" size={14} />
            Run…
          </button>
          <PauseButton paused={deployment.paused} pause={pause} />
          <button type="button" className="control" onClick={() => setDeleting(true)}>
            <Trash2 aria-hidden="true" size={14} />
            Delete
          </button>
        </TitleActions>
      </TitleRow>
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
            isPlaced(deployment.infrastructure) ? (
              "Not needed"
            ) : (
              "Any whose filter fits"
            )
          ) : queue.data == null ? (
            `${deployment.work_queue_name}${queue.data === null ? " (not there)" : ""}`
          ) : (
            <Link to="/work-queues/$id" params={{ id: queue.data.id }} className="hover:underline">
              {queue.data.name}
            </Link>
          )}
        </Fact>
        {isPlaced(deployment.infrastructure) && <Fact name="Runs on">{placementWords(deployment.infrastructure)}</Fact>}
        {deployment.version !== null && <Fact name="Version">{deployment.version}</Fact>}
        {deployment.tags.length > 0 && (
          <Fact name="Tags">
            <Tags tags={deployment.tags} limit={6} />
          </Fact>
        )}
        <Fact name="Updated">
          <Moment at={deployment.updated} />
        </Fact>
        <IdFact id={deployment.id} of="deployment" />
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
