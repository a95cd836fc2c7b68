import * as z from "zod";
import { listBody, pageBody, pageOf, TaskRunSort } from "../filters.ts";
import { HistoryBucket } from "../flow-runs.ts";
import type { Route } from "../route.ts";
import { OrchestrationResult, SetState } from "../states.ts";
import { TaskRun, TaskRunCreate, TaskRunReport, TaskRunReported, TaskRunUpdate } from "../task-runs.ts";
import { byId, countBody, historyBody } from "./bodies.ts";

/** Task runs. */
export const taskRunRoutes = {
  createTaskRun: {
    method: "POST",
    path: "/task_runs/",
    tag: "task runs",
    access: "agent",
    summary: "Create a task run, or answer the one with those keys",
    body: TaskRunCreate,
    response: TaskRun,
    status: 201,
  },
  readTaskRun: {
    method: "GET",
    path: "/task_runs/{id}",
    tag: "task runs",
    access: "read",
    summary: "Read a task run",
    params: byId,
    response: TaskRun,
  },
  updateTaskRun: {
    method: "PATCH",
    path: "/task_runs/{id}",
    tag: "task runs",
    access: "agent",
    summary: "Rename a task run",
    params: byId,
    body: TaskRunUpdate,
  },
  deleteTaskRun: {
    method: "DELETE",
    path: "/task_runs/{id}",
    tag: "task runs",
    access: "write",
    summary: "Delete a task run",
    params: byId,
  },
  setTaskRunState: {
    method: "POST",
    path: "/task_runs/{id}/set_state",
    tag: "task runs",
    access: "agent",
    summary: "Propose a state",
    params: byId,
    body: SetState,
    response: OrchestrationResult,
    status: 201,
  },
  filterTaskRuns: {
    method: "POST",
    path: "/task_runs/filter",
    tag: "task runs",
    access: "read",
    summary: "List task runs",
    body: listBody(TaskRunSort, "ID_DESC").optional(),
    response: z.array(TaskRun),
  },
  paginateTaskRuns: {
    method: "POST",
    path: "/task_runs/paginate",
    tag: "task runs",
    access: "read",
    summary: "One numbered page of task runs",
    body: pageBody(TaskRunSort, "ID_DESC").optional(),
    response: pageOf(TaskRun),
  },
  countTaskRuns: {
    method: "POST",
    path: "/task_runs/count",
    tag: "task runs",
    access: "read",
    summary: "Count task runs",
    body: countBody,
    response: z.int(),
  },
  readTaskRunHistory: {
    method: "POST",
    path: "/task_runs/history",
    tag: "task runs",
    access: "read",
    summary: "Task runs by interval and state",
    body: historyBody,
    response: z.array(HistoryBucket),
  },
  reportTaskRuns: {
    method: "POST",
    path: "/x/task_runs/report",
    tag: "task runs",
    access: "agent",
    summary: "Report task runs and logs of one flow run in a batch",
    body: TaskRunReport,
    response: TaskRunReported,
  },
} as const satisfies Record<string, Route>;
