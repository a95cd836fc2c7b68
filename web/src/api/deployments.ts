import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { FlowRun } from "../../../core/contract/flow-runs.ts";
import { isActive } from "../lib/tone.ts";
import { api } from "./client.ts";
import { every, failuresOf } from "./live.ts";

/** A schedule as it is sent. */
export type ScheduleSent = Parameters<typeof api.previewSchedule>[0]["body"]["schedule"];

/** All deployments by name, for the list, for pickers and for names. */
export function deploymentsQuery() {
  return queryOptions({
    queryKey: ["deployments"],
    queryFn: async ({ signal }) => {
      const deployments = [];
      for (let offset = 0; offset < 2_000; offset += 200) {
        const page = await api.filterDeployments({ body: { limit: 200, offset, sort: "NAME_ASC" } }, signal);
        deployments.push(...page);
        if (page.length < 200) break;
      }
      return deployments;
    },
    refetchInterval: (query) => every(8_000, failuresOf(query)),
  });
}

/** One deployment. */
export function deploymentQuery(id: string) {
  return queryOptions({
    queryKey: ["deployment", id],
    queryFn: ({ signal }) => api.readDeployment({ params: { id } }, signal),
    refetchInterval: (query) => every(6_000, failuresOf(query)),
  });
}

/** The latest runs of a deployment that are not merely due, for its row of bars. */
export function deploymentRunsQuery(id: string, limit = 16) {
  return queryOptions({
    queryKey: ["deployment-runs", id, limit],
    queryFn: ({ signal }) =>
      api.filterFlowRuns({ body: { flow_runs: startedRunsOf(id), sort: "EXPECTED_START_TIME_DESC", limit } }, signal),
    refetchInterval: (query) => every(query.state.data?.some((run) => isActive(run.state_type)) ? 4_000 : 15_000, failuresOf(query)),
  });
}

/** The run of a deployment that is due first; null when none is. */
export function nextRunQuery(id: string) {
  return queryOptions({
    queryKey: ["next-run", id],
    queryFn: async ({ signal }): Promise<FlowRun | null> => {
      const flow_runs = { deployment_id: { any_: [id] }, state: { type: { any_: ["SCHEDULED" as const] } } };
      const [run] = await api.filterFlowRuns({ body: { flow_runs, sort: "NEXT_SCHEDULED_START_TIME_ASC", limit: 1 } }, signal);
      return run ?? null;
    },
    refetchInterval: (query) => every(10_000, failuresOf(query)),
  });
}

/** The next times of a schedule that need not be saved anywhere. */
export function previewQuery(schedule: ScheduleSent | undefined, limit: number) {
  return queryOptions({
    queryKey: ["schedule-preview", schedule, limit],
    enabled: schedule !== undefined,
    queryFn: ({ signal }) => api.previewSchedule({ body: { schedule: schedule!, limit } }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => every(30_000, failuresOf(query)),
  });
}

function startedRunsOf(id: string) {
  return { deployment_id: { any_: [id] }, state: { type: { not_any_: ["SCHEDULED" as const] } } };
}
