import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo } from "react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import type { TaskRun } from "../../../../core/contract/task-runs.ts";
import { ApiError } from "../../api/client.ts";
import { artifactsQuery, runQuery, subflowsQuery } from "../../api/queries.ts";
import { taskRunsQuery } from "../../api/task-runs.ts";
import { isFinal, toneOf } from "../../lib/tone.ts";
import { NotFound } from "../../shell/not-found.tsx";
import { useTitle } from "../../shell/title.ts";
import { Failure, SkeletonRows } from "../../ui/notice.tsx";
import { RunHeader } from "./run-header.tsx";
import { parseRunSearch, type RunSearch } from "./search.ts";
import { StateTrail } from "./state-trail.tsx";
import { Tabs } from "./tabs.tsx";
import { TasksTab } from "./tasks-tab.tsx";
import { Troubles } from "./troubles.tsx";
import { WhyWaiting } from "./why-waiting.tsx";

const GraphTab = lazy(() => import("./graph/graph-tab.tsx").then((module) => ({ default: module.GraphTab })));
const LogsTab = lazy(() => import("./logs/logs-tab.tsx").then((module) => ({ default: module.LogsTab })));
const ParametersTab = lazy(() => import("./parameters-tab.tsx").then((module) => ({ default: module.ParametersTab })));
const ArtifactsTab = lazy(() => import("./artifacts/artifacts-tab.tsx").then((module) => ({ default: module.ArtifactsTab })));
const SubflowsTab = lazy(() => import("./subflows-tab.tsx").then((module) => ({ default: module.SubflowsTab })));
const DetailsTab = lazy(() => import("./details-tab.tsx").then((module) => ({ default: module.DetailsTab })));
const TaskDrawer = lazy(() => import("../task-run/task-drawer.tsx").then((module) => ({ default: module.TaskDrawer })));

const route = getRouteApi("/runs/$id");

/** One flow run: what it is, how it went, and everything it left. */
export function RunPage() {
  const { id } = route.useParams();
  const run = useQuery(runQuery(id));
  if (run.data !== undefined) return <Run run={run.data} />;
  if (run.error instanceof ApiError && (run.error.status === 404 || run.error.status === 422)) return <NotFound what="This run" />;
  return run.error === null ? <SkeletonRows rows={8} /> : <Failure error={run.error} retry={() => void run.refetch()} />;
}

function Run({ run }: { readonly run: FlowRun }) {
  useTitle(run.name, toneOf(run.state_type, run.state_name));
  // the router leaves in what the check of the URL left out
  const raw = route.useSearch();
  const search = useMemo(() => parseRunSearch({ ...raw }), [raw]);
  const navigate = route.useNavigate();
  const set = useCallback(
    (part: { [K in keyof RunSearch]?: RunSearch[K] | undefined }, push = false) =>
      void navigate({ search: (old) => prune({ ...old, ...part }), replace: !push, resetScroll: false }),
    [navigate],
  );
  const live = !isFinal(run.state_type);
  const client = useQueryClient();
  const tasks = useQuery(taskRunsQuery(run.id, live, client));
  const artifacts = useQuery(artifactsQuery(run.id, live));
  const subflows = useQuery(subflowsQuery(run.id, live));
  const failed = useMemo(
    () => (tasks.data ?? []).filter((task) => task.state_type === "FAILED" || task.state_type === "CRASHED"),
    [tasks.data],
  );
  const tab = search.tab ?? "tasks";
  const open = useCallback((task: string) => set({ task }, true), [set]);
  return (
    <article className="flex flex-col gap-4">
      <RunHeader run={run} />
      <StateTrail run={run} />
      <WhyWaiting run={run} />
      <Troubles run={run} failed={failed} open={open} />
      <div>
        <Tabs
          current={tab}
          counts={{
            tasks: tasks.data?.length,
            artifacts: artifacts.data?.length,
            subflows: subflows.data?.length,
            parameters: Object.keys(run.parameters).length,
          }}
        />
        <div className="pt-3">
          <Suspense fallback={<SkeletonRows rows={6} height={34} />}>
            {tab === "tasks" && <TasksTab run={run} tasks={tasks} search={search} set={set} open={open} />}
            {tab === "graph" && <GraphTab run={run} live={live} open={open} search={search} tasks={tasks.data ?? none} />}
            {tab === "logs" && <LogsTab flowRunId={run.id} live={live} tasks={tasks.data ?? none} search={search} set={set} />}
            {tab === "parameters" && <ParametersTab run={run} />}
            {tab === "artifacts" && <ArtifactsTab artifacts={artifacts} live={live} />}
            {tab === "subflows" && <SubflowsTab subflows={subflows} />}
            {tab === "details" && <DetailsTab run={run} />}
          </Suspense>
        </div>
      </div>
      {search.task !== undefined && (
        <Suspense>
          <TaskDrawer id={search.task} close={() => set({ task: undefined })} />
        </Suspense>
      )}
    </article>
  );
}

const none: readonly TaskRun[] = [];

function prune(search: Record<string, unknown>): RunSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0)),
  );
}
