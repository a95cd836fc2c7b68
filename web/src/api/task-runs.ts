import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { TaskRun } from "../../../core/contract/task-runs.ts";
import { isFinal } from "../lib/tone.ts";
import { api } from "./client.ts";
import { every, failuresOf } from "./live.ts";

/** Task runs shown of one run at most; past it the page says so. */
export const TASK_RUNS_SHOWN = 5_000;
const PAGE = 200;

/** Task runs of a run, oldest first. While the run is live each round asks only for new rows and for those that had not ended. */
export function taskRunsQuery(flowRunId: string, live: boolean, client: QueryClient) {
  const queryKey = ["task-runs", flowRunId, live];
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }) => {
      const known = live ? client.getQueryData<TaskRun[]>(queryKey) : undefined;
      return known === undefined
        ? sortById(await readNewer(flowRunId, new Set(), signal))
        : merge(known, await readChanges(flowRunId, known, signal));
    },
    placeholderData: () => client.getQueryData<TaskRun[]>(["task-runs", flowRunId, !live]),
    staleTime: live ? 0 : 60_000,
    refetchInterval: (query) => every(live && 1_500, failuresOf(query)),
  });
}

async function readChanges(flowRunId: string, known: readonly TaskRun[], signal: AbortSignal): Promise<TaskRun[]> {
  const open = known.filter((run) => !isFinal(run.state_type)).map((run) => run.id);
  const chunks = Array.from({ length: Math.ceil(open.length / PAGE) }, (_, index) => open.slice(index * PAGE, (index + 1) * PAGE));
  const [newer, ...changed] = await Promise.all([
    readNewer(flowRunId, new Set(known.map((run) => run.id)), signal),
    ...chunks.map((ids) =>
      api.filterTaskRuns({ body: { task_runs: { id: { any_: ids }, flow_run_id: { any_: [flowRunId] } }, limit: PAGE } }, signal),
    ),
  ]);
  return [...newer, ...changed.flat()];
}

/** Newest rows first, until a page shows one that is known. */
async function readNewer(flowRunId: string, known: ReadonlySet<string>, signal: AbortSignal): Promise<TaskRun[]> {
  const rows: TaskRun[] = [];
  while (rows.length < TASK_RUNS_SHOWN) {
    const page = await api.filterTaskRuns(
      { body: { task_runs: { flow_run_id: { any_: [flowRunId] } }, sort: "ID_DESC", limit: PAGE, offset: rows.length } },
      signal,
    );
    rows.push(...page);
    if (page.length < PAGE || page.some((run) => known.has(run.id))) break;
  }
  return rows;
}

function merge(known: readonly TaskRun[], changed: readonly TaskRun[]): TaskRun[] {
  const rows = new Map(known.map((run) => [run.id, run]));
  for (const run of changed) rows.set(run.id, run);
  return sortById([...rows.values()]);
}

function sortById(rows: readonly TaskRun[]): TaskRun[] {
  return [...new Map(rows.map((run) => [run.id, run])).values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
