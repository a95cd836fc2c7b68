import type { RouteName, Routes } from "../../../core/contract/routes.ts";

/**
 * Method and path of each route the console calls. The compiler holds every line against the route table,
 * whose schemas would bring zod (a sixth of the first load) into the browser.
 */
export const paths = {
  readServerVersion: "GET /admin/version",
  readFlow: "GET /flows/{id}",
  filterFlows: "POST /flows/filter",
  countFlowRuns: "POST /flow_runs/count",
  readFlowRun: "GET /flow_runs/{id}",
  filterFlowRuns: "POST /flow_runs/filter",
  readFlowRunHistory: "POST /flow_runs/history",
  readFlowRunGraph: "GET /flow_runs/{id}/graph-v2",
  readFlowRunStates: "GET /flow_run_states/",
  readTaskRun: "GET /task_runs/{id}",
  filterTaskRuns: "POST /task_runs/filter",
  readTaskRunStates: "GET /task_run_states/",
  filterLogs: "POST /logs/filter",
  filterArtifacts: "POST /artifacts/filter",
} as const satisfies { readonly [K in RouteName]?: `${Routes[K]["method"]} ${Routes[K]["path"]}` };

export type Called = keyof typeof paths;
