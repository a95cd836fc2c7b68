import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { runQuery, taskRunQuery } from "../../api/queries.ts";
import { toneOf } from "../../lib/tone.ts";
import { useTitle } from "../../shell/title.ts";
import { TaskRunDetail } from "./task-run-detail.tsx";

const route = getRouteApi("/task-runs/$id");

/** A task run on a page of its own. */
export function TaskRunPage() {
  const { id } = route.useParams();
  const task = useQuery(taskRunQuery(id));
  const flowRunId = task.data?.flow_run_id ?? null;
  const run = useQuery({ ...runQuery(flowRunId ?? ""), enabled: flowRunId !== null });
  useTitle(task.data?.name ?? "Task run", task.data === undefined ? undefined : toneOf(task.data.state_type, task.data.state_name));
  return (
    <div className="flex flex-col gap-3">
      <nav aria-label="Where this task run belongs" className="flex flex-wrap items-center gap-1 text-sm text-ink-3">
        <Link to="/runs" className="hover:text-ink">
          Runs
        </Link>
        {flowRunId !== null && (
          <>
            <ChevronRight aria-hidden="true" size={13} />
            <Link to="/runs/$id" params={{ id: flowRunId }} className="hover:text-ink">
              {run.data?.name ?? "…"}
            </Link>
          </>
        )}
      </nav>
      <TaskRunDetail id={id} />
    </div>
  );
}
