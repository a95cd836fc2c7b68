import * as z from "zod";
import type { Route } from "../route.ts";
import { FlowRunInput, FlowRunInputCreate, FlowRunInputFilter, ResumeFlowRun } from "../run-inputs.ts";
import { Name, Uuid } from "../scalars.ts";
import { OrchestrationResult } from "../states.ts";
import { byId } from "./bodies.ts";

const byKey = z.object({ id: Uuid, key: Name });

/** What goes on between a paused run and those it waits for. */
export const runInputRoutes = {
  createFlowRunInput: {
    method: "POST",
    path: "/flow_runs/{id}/input",
    tag: "flow runs",
    access: "agent",
    summary: "Hand a value to a flow run",
    params: byId,
    body: FlowRunInputCreate,
    response: z.null(),
    status: 201,
  },
  filterFlowRunInputs: {
    method: "POST",
    path: "/flow_runs/{id}/input/filter",
    tag: "flow runs",
    access: "read",
    summary: "Values handed to a flow run, by the beginning of their keys, oldest first",
    params: byId,
    body: FlowRunInputFilter,
    response: z.array(FlowRunInput),
  },
  readFlowRunInput: {
    method: "GET",
    path: "/flow_runs/{id}/input/{key}",
    tag: "flow runs",
    access: "read",
    summary: "One value handed to a flow run, as its text",
    params: byKey,
    response: z.string(),
    produces: "text/plain",
  },
  deleteFlowRunInput: {
    method: "DELETE",
    path: "/flow_runs/{id}/input/{key}",
    tag: "flow runs",
    access: "agent",
    summary: "Delete a value handed to a flow run",
    params: byKey,
  },
  resumeFlowRun: {
    method: "POST",
    path: "/flow_runs/{id}/resume",
    tag: "flow runs",
    access: "write",
    summary: "Let a paused or suspended run go on, with the input it waits for",
    params: byId,
    body: ResumeFlowRun.optional(),
    response: OrchestrationResult,
    status: 201,
  },
} as const satisfies Record<string, Route>;
