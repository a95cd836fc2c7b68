import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import { every, failuresOf } from "./live.ts";

/** All work queues, the most urgent first. */
export function workQueuesQuery() {
  return queryOptions({
    queryKey: ["work-queues"],
    queryFn: ({ signal }) => api.filterWorkQueues({ body: { limit: 200 } }, signal),
    refetchInterval: (query) => every(5_000, failuresOf(query)),
  });
}

/** One work queue. */
export function workQueueQuery(id: string) {
  return queryOptions({
    queryKey: ["work-queue", id],
    queryFn: ({ signal }) => api.readWorkQueue({ params: { id } }, signal),
    refetchInterval: (query) => every(3_000, failuresOf(query)),
  });
}

/** The work queue of a run or deployment, by the id it was claimed from or the name it gives; null when there is none. */
export function workQueueOfQuery(id: string | null, name: string | null) {
  return queryOptions({
    queryKey: ["work-queue-of", id, name],
    enabled: id !== null || name !== null,
    queryFn: async ({ signal }) => {
      const work_queues = id === null ? { name: { any_: [name!] } } : { id: { any_: [id] } };
      const [queue] = await api.filterWorkQueues({ body: { work_queues, limit: 1 } }, signal);
      return queue ?? null;
    },
    staleTime: 15_000,
  });
}

/** Whether a queue is polled and in time. */
export function workQueueStatusQuery(id: string) {
  return queryOptions({
    queryKey: ["work-queue-status", id],
    queryFn: ({ signal }) => api.readWorkQueueStatus({ params: { id } }, signal),
    refetchInterval: (query) => every(5_000, failuresOf(query)),
  });
}

/** The runs of a queue that are going on, and how many of its slots they hold. */
export function workQueueRunningQuery(id: string) {
  return queryOptions({
    queryKey: ["work-queue-running", id],
    queryFn: async ({ signal }) => {
      const state = { type: { any_: ["PENDING" as const, "RUNNING" as const, "CANCELLING" as const] } };
      const [slots, active] = await Promise.all([
        api.readWorkQueueConcurrency({ params: { id } }, signal),
        api.filterFlowRuns({ body: { flow_runs: { state }, limit: 200 } }, signal),
      ]);
      // a queue without a limit gives out no slots: its runs are known by where they were claimed
      const runs = new Map([...slots.runs, ...active.filter((run) => run.work_queue_id === id)].map((run) => [run.id, run]));
      return { slots: slots.active_slots, runs: [...runs.values()] };
    },
    refetchInterval: (query) => every(3_000, failuresOf(query)),
  });
}

/** The runs a queue will hand out within the next hours, in order. */
export function upcomingRunsQuery(id: string, hours: number) {
  return queryOptions({
    queryKey: ["upcoming-runs", id, hours],
    queryFn: ({ signal }) => {
      const scheduled_before = new Date(Date.now() + hours * 3_600_000).toISOString();
      return api.getWorkQueueRuns({ params: { id }, body: { limit: 50, scheduled_before } }, signal);
    },
    refetchInterval: (query) => every(4_000, failuresOf(query)),
  });
}

/** Agents heard of lately. */
export function agentsQuery() {
  return queryOptions({
    queryKey: ["agents"],
    queryFn: ({ signal }) => api.listAgents({}, signal),
    refetchInterval: (query) => every(3_000, failuresOf(query)),
  });
}
