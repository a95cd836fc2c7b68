import { formatTimestamp } from "#core/contract/scalars.ts";
import type { WorkQueue } from "#core/contract/work-queues.ts";
import { AGENTS, type AgentRecord, agentOf } from "../documents/agent.ts";
import type { WorkQueueRecord } from "../documents/work-queue.ts";
import type { Parts } from "../parts.ts";

/** A queue counts as polled for so many seconds after an agent asked. */
export const POLLED_SECONDS = 60;

/** All agents heard of within a day. */
export async function allAgents({ store }: Pick<Parts, "store">): Promise<AgentRecord[]> {
  const page = await store.query({ index: "list", pk: AGENTS, limit: 1000 });
  return page.documents.map(agentOf);
}

/** The queue as the API answers it: with when an agent last asked it for runs. */
export function workQueueAnswer(queue: WorkQueueRecord, agents: readonly AgentRecord[], now: number): WorkQueue {
  const last_polled = lastPolled(agents, [queue.name]);
  const ready = last_polled !== null && last_polled > formatTimestamp(now - POLLED_SECONDS * 1000);
  return {
    ...queue,
    last_polled,
    status: queue.is_paused ? "PAUSED" : ready ? "READY" : "NOT_READY",
    work_pool_id: null,
    work_pool_name: null,
  };
}

/** When an agent last asked one of these queues for runs. */
export function lastPolled(agents: readonly AgentRecord[], names: readonly string[]): string | null {
  let last: string | null = null;
  for (const agent of agents) {
    if (!agent.work_queue_names.some((name) => names.includes(name))) continue;
    if (last === null || agent.last_seen > last) last = agent.last_seen;
  }
  return last;
}
