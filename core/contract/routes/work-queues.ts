import * as z from "zod";
import { WorkQueueFilter } from "../filters.ts";
import { FlowRun } from "../flow-runs.ts";
import type { Route } from "../route.ts";
import { Name, optional, orDefault } from "../scalars.ts";
import { GetRuns, WorkQueue, WorkQueueConcurrency, WorkQueueCreate, WorkQueueStatus, WorkQueueUpdate } from "../work-queues.ts";
import { byId } from "./bodies.ts";

/** Work queues. */
export const workQueueRoutes = {
  createWorkQueue: {
    method: "POST",
    path: "/work_queues/",
    tag: "work queues",
    access: "write",
    summary: "Create a work queue; a name that is taken is refused",
    body: WorkQueueCreate,
    response: WorkQueue,
    status: 201,
  },
  readWorkQueue: {
    method: "GET",
    path: "/work_queues/{id}",
    tag: "work queues",
    access: "read",
    summary: "Read a work queue",
    params: byId,
    response: WorkQueue,
  },
  readWorkQueueByName: {
    method: "GET",
    path: "/work_queues/name/{name}",
    tag: "work queues",
    access: "read",
    summary: "Read a work queue by its name",
    params: z.object({ name: Name }),
    response: WorkQueue,
  },
  updateWorkQueue: {
    method: "PATCH",
    path: "/work_queues/{id}",
    tag: "work queues",
    access: "write",
    summary: "Change, pause or resume a work queue",
    params: byId,
    body: WorkQueueUpdate,
  },
  deleteWorkQueue: {
    method: "DELETE",
    path: "/work_queues/{id}",
    tag: "work queues",
    access: "write",
    summary: "Delete a work queue; its runs wait for one of that name",
    params: byId,
  },
  filterWorkQueues: {
    method: "POST",
    path: "/work_queues/filter",
    tag: "work queues",
    access: "read",
    summary: "List work queues by priority and name",
    body: z
      .strictObject({
        work_queues: optional(WorkQueueFilter),
        limit: orDefault(z.int().min(0).max(200), 200),
        offset: orDefault(z.int().min(0), 0),
      })
      .optional(),
    response: z.array(WorkQueue),
  },
  getWorkQueueRuns: {
    method: "POST",
    path: "/work_queues/{id}/get_runs",
    tag: "work queues",
    access: "read",
    summary: "The scheduled runs the queue would hand out, in order; claims none",
    params: byId,
    body: GetRuns.optional(),
    response: z.array(FlowRun),
  },
  readWorkQueueStatus: {
    method: "GET",
    path: "/work_queues/{id}/status",
    tag: "work queues",
    access: "read",
    summary: "Is the queue polled and in time",
    params: byId,
    response: WorkQueueStatus,
  },
  readWorkQueueConcurrency: {
    method: "POST",
    path: "/work_queues/{id}/concurrency_status",
    tag: "work queues",
    access: "read",
    summary: "Which runs hold the queue's slots",
    params: byId,
    response: WorkQueueConcurrency,
  },
} as const satisfies Record<string, Route>;
