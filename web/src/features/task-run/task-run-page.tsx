import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { runQuery, taskRunQuery } from "../../api/queries.ts";
import { toneOf } from "../../lib/tone.ts";
import { useTitle } from "../../shell/title.ts";
import { Crumbs } from "../../ui/crumbs.tsx";
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
      <Crumbs label="Where this task run belongs">
        {[
          <Link key="all" to="/runs" className="hover:text-ink">
            Runs
          </Link>,
          flowRunId !== null && (
            <Link key="run" to="/runs/$id" params={{ id: flowRunId }} className="hover:text-ink">
              {run.data?.name ?? "…"}
            </Link>
          ),
        ].filter((part) => part !== false)}
      </Crumbs>
      <TaskRunDetail id={id} />
    </div>
  );
}
