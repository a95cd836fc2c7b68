import * as z from "zod";
import type { Route } from "../route.ts";
import { Uuid } from "../scalars.ts";
import { State } from "../states.ts";
import { byId } from "./bodies.ts";

/** The states runs are and were in. */
export const stateRoutes = {
  readFlowRunStates: {
    method: "GET",
    path: "/flow_run_states/",
    tag: "states",
    access: "read",
    summary: "States of a flow run, oldest first",
    query: z.object({ flow_run_id: Uuid }),
    response: z.array(State),
  },
  readFlowRunState: {
    method: "GET",
    path: "/flow_run_states/{id}",
    tag: "states",
    access: "read",
    summary: "One state of a flow run",
    params: byId,
    response: State,
  },
  readTaskRunStates: {
    method: "GET",
    path: "/task_run_states/",
    tag: "states",
    access: "read",
    summary: "States of a task run, oldest first",
    query: z.object({ task_run_id: Uuid }),
    response: z.array(State),
  },
  readTaskRunState: {
    method: "GET",
    path: "/task_run_states/{id}",
    tag: "states",
    access: "read",
    summary: "One state of a task run",
    params: byId,
    response: State,
  },
} as const satisfies Record<string, Route>;
