import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { FlowRun } from "../../../core/contract/flow-runs.ts";
import { isActive, isFinal } from "../lib/tone.ts";
import { api, serverNow } from "./client.ts";
import { every, failuresOf } from "./live.ts";

/** Rows of one page of a list. */
export const PAGE = 100;

type ListBody = Parameters<typeof api.filterFlowRuns>[0]["body"] & object;
/** What picks the runs of a list. */
export type ListFilter = Pick<ListBody, "flows" | "flow_runs">;
/** The same with an order. */
export type RunsFilter = ListFilter & Pick<ListBody, "sort">;

/**
 * The runs list, page by page. `filter` is made anew for each request, since it may count back from now; `key` says which list it is.
 * Live while short; a long one is refreshed by hand, so that scrolling far costs nothing.
 */
export function runsQuery(key: unknown, filter: () => RunsFilter) {
  return infiniteQueryOptions({
    queryKey: ["runs", key],
    queryFn: ({ pageParam, signal }) => api.filterFlowRuns({ body: { ...filter(), limit: PAGE, offset: pageParam } }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.length < PAGE ? undefined : pages.length * PAGE),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => {
      const pages = query.state.data?.pages ?? [];
      if (pages.length > 2) return false;
      return every(pages.some((page) => page.some((run) => isActive(run.state_type))) ? 2_500 : 8_000, failuresOf(query));
    },
  });
}

/** How many runs a list holds. */
export function runCountQuery(key: unknown, filter: () => ListFilter) {
  return queryOptions({
    queryKey: ["run-count", key],
    queryFn: ({ signal }) => api.countFlowRuns({ body: filter() }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => every(10_000, failuresOf(query)),
  });
}

/** When the oldest run of a list was due, in milliseconds; null when there is none. */
export function oldestRunQuery(key: unknown, filter: () => ListFilter) {
  return queryOptions({
    queryKey: ["oldest-run", key],
    queryFn: async ({ signal }) => {
      const [run] = await api.filterFlowRuns({ body: { ...filter(), sort: "EXPECTED_START_TIME_ASC", limit: 1 } }, signal);
      return run === undefined ? null : Date.parse(run.expected_start_time ?? run.created);
    },
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data === null ? every(8_000, failuresOf(query)) : false),
  });
}

/** Runs by interval and state, for the chart. */
export function historyQuery(
  key: unknown,
  filter: () => ListFilter,
  window: { readonly start: number; readonly end: number; readonly seconds: number },
) {
  return queryOptions({
    queryKey: ["history", key, window],
    queryFn: ({ signal }) =>
      api.readFlowRunHistory(
        {
          body: {
            ...filter(),
            history_start: new Date(window.start).toISOString(),
            history_end: new Date(window.end).toISOString(),
            history_interval_seconds: window.seconds,
          },
        },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => every(6_000, failuresOf(query)),
  });
}

/** All flows, for pickers, names and the flows page. */
export function flowsQuery() {
  return queryOptions({
    queryKey: ["flows"],
    queryFn: async ({ signal }) => {
      const flows = [];
      for (let offset = 0; offset < 2_000; offset += 200) {
        const page = await api.filterFlows({ body: { limit: 200, offset, sort: "NAME_ASC" } }, signal);
        flows.push(...page);
        if (page.length < 200) break;
      }
      return flows;
    },
    refetchInterval: (query) => every(20_000, failuresOf(query)),
  });
}

/** One flow. */
export function flowQuery(id: string) {
  return queryOptions({ queryKey: ["flow", id], queryFn: ({ signal }) => api.readFlow({ params: { id } }, signal), staleTime: 60_000 });
}

/** The latest runs of one flow, for its row of bars. */
export function latestRunsQuery(flowId: string, limit = 24) {
  return queryOptions({
    queryKey: ["latest-runs", flowId, limit],
    queryFn: ({ signal }) => api.filterFlowRuns({ body: { ...dueRunsOf(flowId), sort: "EXPECTED_START_TIME_DESC", limit } }, signal),
    refetchInterval: (query) => every(query.state.data?.some((run) => isActive(run.state_type)) ? 4_000 : 20_000, failuresOf(query)),
  });
}

/** The runs of a flow that were due by now; a schedule makes up to a hundred ahead. */
export function dueRunsOf(flowId: string): ListFilter {
  return { flows: { id: { any_: [flowId] } }, flow_runs: { expected_start_time: { before_: new Date(serverNow()).toISOString() } } };
}

/** One run; live until it ends. */
export function runQuery(id: string) {
  return queryOptions({
    queryKey: ["run", id],
    queryFn: ({ signal }) => api.readFlowRun({ params: { id } }, signal),
    refetchInterval: (query) => (isSettled(query.state.data) ? false : every(1_200, failuresOf(query))),
  });
}

/** Why a run has not started. */
export function whyWaitingQuery(id: string) {
  return queryOptions({
    queryKey: ["why-waiting", id],
    queryFn: ({ signal }) => api.readWhyWaiting({ params: { id } }, signal),
    refetchInterval: (query) => every(2_500, failuresOf(query)),
  });
}

/** A value left with a run, such as the schema of the input it waits for. */
export function runInputQuery(id: string, key: string | undefined) {
  return queryOptions({
    queryKey: ["run-input", id, key],
    enabled: key !== undefined,
    // the values are JSON texts, which the client has read already
    queryFn: ({ signal }): Promise<unknown> => api.readFlowRunInput({ params: { id, key: key! } }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The states a run has been in; asked again when it enters another one. */
export function runStatesQuery(id: string, stateId: string | null) {
  return queryOptions({
    queryKey: ["run-states", id, stateId],
    queryFn: ({ signal }) => api.readFlowRunStates({ query: { flow_run_id: id } }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The dependency graph of a run. */
export function graphQuery(id: string, live: boolean) {
  return queryOptions({
    queryKey: ["graph", id, live],
    queryFn: ({ signal }) => api.readFlowRunGraph({ params: { id }, query: {} }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => every(live && 3_000, failuresOf(query)),
  });
}

/** Artifacts of a run, newest first. */
export function artifactsQuery(id: string, live: boolean) {
  return queryOptions({
    queryKey: ["artifacts", id, live],
    queryFn: ({ signal }) =>
      api.filterArtifacts({ body: { artifacts: { flow_run_id: { any_: [id] } }, sort: "CREATED_DESC", limit: 200 } }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => every(live && 3_000, failuresOf(query)),
  });
}

/** Runs that this run called. */
export function subflowsQuery(id: string, live: boolean) {
  return queryOptions({
    queryKey: ["subflows", id, live],
    queryFn: ({ signal }) =>
      api.filterFlowRuns(
        { body: { flow_runs: { parent_flow_run_id: { any_: [id] } }, sort: "EXPECTED_START_TIME_ASC", limit: 200 } },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => every(live && 3_000, failuresOf(query)),
  });
}

/** One task run; live until it ends. */
export function taskRunQuery(id: string) {
  return queryOptions({
    queryKey: ["task-run", id],
    queryFn: ({ signal }) => api.readTaskRun({ params: { id } }, signal),
    refetchInterval: (query) => (isFinal(query.state.data?.state_type) ? false : every(1_500, failuresOf(query))),
  });
}

/** The states a task run has been in. */
export function taskRunStatesQuery(id: string, stateId: string | null) {
  return queryOptions({
    queryKey: ["task-run-states", id, stateId],
    queryFn: ({ signal }) => api.readTaskRunStates({ query: { task_run_id: id } }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

// A run that ended a moment ago is asked once more, so that the last task runs and lines of its reporter are seen.
function isSettled(run: FlowRun | undefined): boolean {
  return run !== undefined && isFinal(run.state_type) && (run.end_time === null || Date.now() - Date.parse(run.end_time) > 3_000);
}
