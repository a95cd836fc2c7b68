import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { deploymentRunsQuery, nextRunQuery } from "../../api/deployments.ts";
import { isPlaced } from "../../lib/placement.ts";
import { schedulesWords } from "../../lib/schedule-words.ts";
import { useSeen } from "../../lib/use-seen.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment } from "../../ui/time.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { RunBars } from "../flows/run-bars.tsx";
import { usePause } from "./pause.ts";
import { DeploymentStatus } from "./status.tsx";

/** The columns of the list from 1024 px on. */
export const grid = "items-center gap-x-4 px-4 lg:grid lg:grid-cols-[minmax(0,1.7fr)_88px_minmax(0,1.2fr)_minmax(0,0.8fr)_168px_76px_44px]";

/** One deployment of the list. The name is the link; the switch pauses it. */
export function DeploymentRow({ deployment, flowName }: { readonly deployment: Deployment; readonly flowName: string | undefined }) {
  const row = useRef<HTMLDivElement>(null);
  const seen = useSeen(row);
  const runs = useQuery({ ...deploymentRunsQuery(deployment.id), enabled: seen });
  const next = useQuery({ ...nextRunQuery(deployment.id), enabled: seen });
  const pause = usePause(deployment.id);
  const words = schedulesWords(deployment.schedules);
  return (
    <div
      ref={row}
      role="row"
      className={`${grid} relative flex min-h-15 flex-wrap gap-y-2 border-b border-line py-2.5 last:border-0 focus-within:bg-hover hover:bg-hover lg:py-1.5`}
    >
      <span role="cell" className="min-w-0 max-lg:w-[calc(100%-4rem)]">
        <Link
          to="/deployments/$id"
          params={{ id: deployment.id }}
          data-row
          title={`${flowName ?? "…"} / ${deployment.name}`}
          className="flex font-medium after:absolute after:inset-0"
        >
          {/* of two long names each keeps half of the room */}
          <span className="max-w-1/2 shrink-0 truncate font-normal text-ink-2">{flowName ?? "…"}</span>
          <span className="shrink-0 font-normal whitespace-pre text-ink-2"> / </span>
          <span className="min-w-0 truncate">{deployment.name}</span>
        </Link>
        <span className="block truncate text-xs text-ink-3">
          {deployment.work_queue_name !== null
            ? `queue ${deployment.work_queue_name}`
            : isPlaced(deployment.infrastructure)
              ? "no queue needed"
              : "any queue that fits"}
        </span>
      </span>
      <span role="cell" className="flex max-lg:order-2">
        <DeploymentStatus deployment={deployment} />
      </span>
      <span role="cell" className="min-w-0 truncate text-sm text-ink-2 max-lg:order-4 max-lg:w-full" title={words}>
        {words}
      </span>
      <span role="cell" className="min-w-0 max-lg:order-6">
        <Tags tags={deployment.tags} limit={2} />
      </span>
      <span role="cell" className="h-7 max-lg:order-5 max-lg:flex-1">
        <RunBars runs={runs.data} />
      </span>
      <span role="cell" className="relative z-10 text-right text-sm whitespace-nowrap text-ink-2 tabular max-lg:order-3 max-lg:ml-auto">
        {next.data == null ? (
          <span className="text-ink-3">–</span>
        ) : (
          <Moment at={next.data.next_scheduled_start_time ?? next.data.expected_start_time} />
        )}
      </span>
      <span role="cell" className="relative z-10 flex justify-end max-lg:order-1 max-lg:ml-auto">
        <Toggle
          label={`${deployment.paused ? "Resume" : "Pause"} ${deployment.name}`}
          on={!deployment.paused}
          disabled={pause.isPending}
          change={(on) => pause.mutate(!on)}
        />
      </span>
      {pause.error !== null && (
        <span role="cell" className="relative z-10 w-full max-lg:order-7 lg:col-span-7">
          <Complaint error={pause.error} />
        </span>
      )}
    </div>
  );
}
