import * as z from "zod";
import { Artifact, ArtifactCreate, ArtifactUpdate } from "./artifacts.ts";
import { ArtifactFilter, ArtifactSort, filters, FlowRunSort, FlowSort, listBody, LogFilter, LogSort, pageBody, pageOf, TaskRunSort } from "./filters.ts";
import { DependencyResult, FlowRun, FlowRunBegin, FlowRunBegun, FlowRunCreate, FlowRunGraph, FlowRunUpdate, HistoryBucket } from "./flow-runs.ts";
import { Flow, FlowCreate, FlowUpdate } from "./flows.ts";
import { Log, LogCreate } from "./logs.ts";
import type { Route } from "./route.ts";
import { Name, optional, orNull, TimestampInput, Uuid } from "./scalars.ts";
import { OrchestrationResult, SetState, State } from "./states.ts";
import { TaskRun, TaskRunCreate, TaskRunReport, TaskRunReported, TaskRunUpdate } from "./task-runs.ts";

const id = z.object({ id: Uuid });
const countBody = z.strictObject(filters).nullish().transform((value) => value ?? {});
const historyBody = z.strictObject({
  history_start: TimestampInput, history_end: TimestampInput,
  /** Seconds, 1 or more. */
  history_interval_seconds: z.number().min(1).optional(),
  /** Prefect's name for the same. */
  history_interval: z.number().min(1).optional(),
  ...filters,
});
const graphQuery = z.object({ since: optional(TimestampInput) });

/** Every route by name: the source of the handlers' types, the OpenAPI document and the typed client. */
export const routes = {
  readHealth: { method: "GET", path: "/health", tag: "admin", access: "open", summary: "Is the server alive", response: z.literal(true) },
  readReady: { method: "GET", path: "/ready", tag: "admin", access: "open", summary: "Can the server reach its store", response: z.object({ message: z.string() }) },
  readVersion: { method: "GET", path: "/version", tag: "admin", access: "read", summary: "Version of the API contract", response: z.string() },
  hello: { method: "GET", path: "/hello", tag: "admin", access: "read", summary: "Say hello", response: z.string() },
  readServerVersion: { method: "GET", path: "/admin/version", tag: "admin", access: "read", summary: "Version of the Prefect contract served", response: z.string() },
  readSettings: { method: "GET", path: "/admin/settings", tag: "admin", access: "read", summary: "Settings of the server, without secrets", response: z.record(z.string(), z.unknown()) },
  readCsrfToken: { method: "GET", path: "/csrf-token", tag: "admin", access: "read", summary: "CSRF protection is off: always a 422 that says so", query: z.object({ client: z.string().max(255) }), response: z.never() },

  createFlow: { method: "POST", path: "/flows/", tag: "flows", access: "write", summary: "Create a flow, or answer the one of that name", body: FlowCreate, response: Flow, status: 201 },
  readFlow: { method: "GET", path: "/flows/{id}", tag: "flows", access: "read", summary: "Read a flow", params: id, response: Flow },
  updateFlow: { method: "PATCH", path: "/flows/{id}", tag: "flows", access: "write", summary: "Change a flow's tags or labels", params: id, body: FlowUpdate },
  deleteFlow: { method: "DELETE", path: "/flows/{id}", tag: "flows", access: "write", summary: "Delete a flow and its runs", params: id },
  readFlowByName: { method: "GET", path: "/flows/name/{name}", tag: "flows", access: "read", summary: "Read a flow by name", params: z.object({ name: Name }), response: Flow },
  filterFlows: { method: "POST", path: "/flows/filter", tag: "flows", access: "read", summary: "List flows", body: listBody(FlowSort, "NAME_ASC").optional(), response: z.array(Flow) },
  paginateFlows: { method: "POST", path: "/flows/paginate", tag: "flows", access: "read", summary: "One numbered page of flows", body: pageBody(FlowSort, "NAME_ASC").optional(), response: pageOf(Flow) },
  countFlows: { method: "POST", path: "/flows/count", tag: "flows", access: "read", summary: "Count flows", body: countBody, response: z.int() },

  createFlowRun: { method: "POST", path: "/flow_runs/", tag: "flow runs", access: "write", summary: "Create a flow run, or answer the one with that idempotency key", body: FlowRunCreate, response: FlowRun, status: 201 },
  readFlowRun: { method: "GET", path: "/flow_runs/{id}", tag: "flow runs", access: "read", summary: "Read a flow run", params: id, response: FlowRun },
  updateFlowRun: { method: "PATCH", path: "/flow_runs/{id}", tag: "flow runs", access: "write", summary: "Change a flow run", params: id, body: FlowRunUpdate },
  updateFlowRunLabels: { method: "PATCH", path: "/flow_runs/{id}/labels", tag: "flow runs", access: "write", summary: "Merge labels into a flow run", params: id, body: z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])) },
  deleteFlowRun: { method: "DELETE", path: "/flow_runs/{id}", tag: "flow runs", access: "write", summary: "Delete a flow run with its task runs and logs", params: id },
  setFlowRunState: { method: "POST", path: "/flow_runs/{id}/set_state", tag: "flow runs", access: "write", summary: "Propose a state", params: id, body: SetState, response: OrchestrationResult, status: 201 },
  filterFlowRuns: { method: "POST", path: "/flow_runs/filter", tag: "flow runs", access: "read", summary: "List flow runs", body: listBody(FlowRunSort, "ID_DESC").optional(), response: z.array(FlowRun) },
  paginateFlowRuns: { method: "POST", path: "/flow_runs/paginate", tag: "flow runs", access: "read", summary: "One numbered page of flow runs", body: pageBody(FlowRunSort, "ID_DESC").optional(), response: pageOf(FlowRun) },
  countFlowRuns: { method: "POST", path: "/flow_runs/count", tag: "flow runs", access: "read", summary: "Count flow runs", body: countBody, response: z.int() },
  readFlowRunHistory: { method: "POST", path: "/flow_runs/history", tag: "flow runs", access: "read", summary: "Flow runs by interval and state", body: historyBody, response: z.array(HistoryBucket) },
  readFlowRunDependencies: { method: "GET", path: "/flow_runs/{id}/graph", tag: "flow runs", access: "read", summary: "Task runs with their upstream dependencies", params: id, response: z.array(DependencyResult) },
  readFlowRunGraph: { method: "GET", path: "/flow_runs/{id}/graph-v2", tag: "flow runs", access: "read", summary: "The graph of a run", params: id, query: graphQuery, response: FlowRunGraph },
  downloadFlowRunLogs: { method: "GET", path: "/flow_runs/{id}/logs/download", tag: "flow runs", access: "read", summary: "All log lines as CSV", params: id, response: z.string(), produces: "text/csv" },
  beginFlowRun: { method: "POST", path: "/x/flow_runs/begin", tag: "flow runs", access: "write", summary: "Upsert the flow, create the run and enter its first state, in one request", body: FlowRunBegin, response: FlowRunBegun, status: 201 },

  createTaskRun: { method: "POST", path: "/task_runs/", tag: "task runs", access: "write", summary: "Create a task run, or answer the one with those keys", body: TaskRunCreate, response: TaskRun, status: 201 },
  readTaskRun: { method: "GET", path: "/task_runs/{id}", tag: "task runs", access: "read", summary: "Read a task run", params: id, response: TaskRun },
  updateTaskRun: { method: "PATCH", path: "/task_runs/{id}", tag: "task runs", access: "write", summary: "Rename a task run", params: id, body: TaskRunUpdate },
  deleteTaskRun: { method: "DELETE", path: "/task_runs/{id}", tag: "task runs", access: "write", summary: "Delete a task run", params: id },
  setTaskRunState: { method: "POST", path: "/task_runs/{id}/set_state", tag: "task runs", access: "write", summary: "Propose a state", params: id, body: SetState, response: OrchestrationResult, status: 201 },
  filterTaskRuns: { method: "POST", path: "/task_runs/filter", tag: "task runs", access: "read", summary: "List task runs", body: listBody(TaskRunSort, "ID_DESC").optional(), response: z.array(TaskRun) },
  paginateTaskRuns: { method: "POST", path: "/task_runs/paginate", tag: "task runs", access: "read", summary: "One numbered page of task runs", body: pageBody(TaskRunSort, "ID_DESC").optional(), response: pageOf(TaskRun) },
  countTaskRuns: { method: "POST", path: "/task_runs/count", tag: "task runs", access: "read", summary: "Count task runs", body: countBody, response: z.int() },
  readTaskRunHistory: { method: "POST", path: "/task_runs/history", tag: "task runs", access: "read", summary: "Task runs by interval and state", body: historyBody, response: z.array(HistoryBucket) },
  reportTaskRuns: { method: "POST", path: "/x/task_runs/report", tag: "task runs", access: "write", summary: "Report task runs and logs of one flow run in a batch", body: TaskRunReport, response: TaskRunReported },

  readFlowRunStates: { method: "GET", path: "/flow_run_states/", tag: "states", access: "read", summary: "States of a flow run, oldest first", query: z.object({ flow_run_id: Uuid }), response: z.array(State) },
  readFlowRunState: { method: "GET", path: "/flow_run_states/{id}", tag: "states", access: "read", summary: "One state of a flow run", params: id, response: State },
  readTaskRunStates: { method: "GET", path: "/task_run_states/", tag: "states", access: "read", summary: "States of a task run, oldest first", query: z.object({ task_run_id: Uuid }), response: z.array(State) },
  readTaskRunState: { method: "GET", path: "/task_run_states/{id}", tag: "states", access: "read", summary: "One state of a task run", params: id, response: State },

  createLogs: { method: "POST", path: "/logs/", tag: "logs", access: "write", summary: "Store log lines", body: z.array(LogCreate).max(10_000), response: z.null(), status: 201 },
  filterLogs: { method: "POST", path: "/logs/filter", tag: "logs", access: "read", summary: "List log lines", body: listBody(LogSort, "TIMESTAMP_ASC", { logs: optional(LogFilter) }).optional(), response: z.array(Log) },

  createArtifact: { method: "POST", path: "/artifacts/", tag: "artifacts", access: "write", summary: "Create an artifact", body: ArtifactCreate, response: Artifact, status: 201 },
  readArtifact: { method: "GET", path: "/artifacts/{id}", tag: "artifacts", access: "read", summary: "Read an artifact", params: id, response: Artifact },
  updateArtifact: { method: "PATCH", path: "/artifacts/{id}", tag: "artifacts", access: "write", summary: "Change an artifact", params: id, body: ArtifactUpdate },
  deleteArtifact: { method: "DELETE", path: "/artifacts/{id}", tag: "artifacts", access: "write", summary: "Delete an artifact", params: id },
  filterArtifacts: { method: "POST", path: "/artifacts/filter", tag: "artifacts", access: "read", summary: "List artifacts", body: z.strictObject({ ...filters, artifacts: optional(ArtifactFilter), sort: optional(ArtifactSort), limit: optional(z.int().min(0).max(200)), offset: optional(z.int().min(0)) }).optional(), response: z.array(Artifact) },

  presignBlob: { method: "POST", path: "/x/blobs/presign", tag: "blobs", access: "write", summary: "A link that reads or writes one result blob without credentials", body: z.strictObject({ key: z.string().max(900), method: z.enum(["GET", "PUT"]), content_type: orNull(z.string().max(255)) }), response: z.object({ url: z.string() }) },
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
