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

/** A work queue by its name, as runs and deployments give it; null when there is none. */
export function workQueueByNameQuery(name: string | null) {
  return queryOptions({
    queryKey: ["work-queue-named", name],
    enabled: name !== null,
    queryFn: async ({ signal }) => {
      const [queue] = await api.filterWorkQueues({ body: { work_queues: { name: { any_: [name!] } }, limit: 1 } }, signal);
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

/** The runs that hold a queue's slots. */
export function workQueueSlotsQuery(id: string) {
  return queryOptions({
    queryKey: ["work-queue-slots", id],
    queryFn: ({ signal }) => api.readWorkQueueConcurrency({ params: { id } }, signal),
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
