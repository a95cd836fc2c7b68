import * as z from "zod";
import { FlowSort, listBody, pageBody, pageOf } from "../filters.ts";
import { Flow, FlowCreate, FlowUpdate } from "../flows.ts";
import type { Route } from "../route.ts";
import { Name } from "../scalars.ts";
import { byId, countBody } from "./bodies.ts";

/** Flows. */
export const flowRoutes = {
  createFlow: {
    method: "POST",
    path: "/flows/",
    tag: "flows",
    access: "agent",
    summary: "Create a flow, or answer the one of that name",
    body: FlowCreate,
    response: Flow,
    status: 201,
  },
  readFlow: { method: "GET", path: "/flows/{id}", tag: "flows", access: "read", summary: "Read a flow", params: byId, response: Flow },
  updateFlow: {
    method: "PATCH",
    path: "/flows/{id}",
    tag: "flows",
    access: "write",
    summary: "Change a flow's tags or labels",
    params: byId,
    body: FlowUpdate,
  },
  deleteFlow: { method: "DELETE", path: "/flows/{id}", tag: "flows", access: "write", summary: "Delete a flow and its runs", params: byId },
  readFlowByName: {
    method: "GET",
    path: "/flows/name/{name}",
    tag: "flows",
    access: "read",
    summary: "Read a flow by name",
    params: z.object({ name: Name }),
    response: Flow,
  },
  filterFlows: {
    method: "POST",
    path: "/flows/filter",
    tag: "flows",
    access: "read",
    summary: "List flows",
    body: listBody(FlowSort, "NAME_ASC").optional(),
    response: z.array(Flow),
  },
  paginateFlows: {
    method: "POST",
    path: "/flows/paginate",
    tag: "flows",
    access: "read",
    summary: "One numbered page of flows",
    body: pageBody(FlowSort, "NAME_ASC").optional(),
    response: pageOf(Flow),
  },
  countFlows: {
    method: "POST",
    path: "/flows/count",
    tag: "flows",
    access: "read",
    summary: "Count flows",
    body: countBody,
    response: z.int(),
  },
} as const satisfies Record<string, Route>;
