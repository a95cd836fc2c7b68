import type { Deployment } from "#core/contract/deployments.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { DeploymentRecord } from "../documents/deployment.ts";
import { workQueueIdOf } from "../documents/work-queue.ts";
import type { Parts } from "../parts.ts";
import { allWorkQueues } from "../work-queues/hints.ts";
import { takes } from "../work-queues/match.ts";
import { allAgents, lastPolled, POLLED_SECONDS } from "../work-queues/queue-state.ts";

/** The deployment as the API answers it: with whether anybody would run it. */
export async function deploymentAnswer(parts: Parts, record: DeploymentRecord): Promise<Deployment> {
  return (await deploymentAnswers(parts, [record]))[0] as Deployment;
}

/** The same for several, which share what is read of queues and agents. */
export async function deploymentAnswers(parts: Parts, records: readonly DeploymentRecord[]): Promise<Deployment[]> {
  const [queues, agents] = await Promise.all([allWorkQueues(parts.store), allAgents(parts)]);
  const asksForTasks = records.some(({ infrastructure }) => infrastructure.type === "ecs");
  const hasTasks = asksForTasks && (await parts.fleetSettings())?.tasks !== undefined;
  const lately = formatTimestamp(parts.clock.now() - POLLED_SECONDS * 1000);
  return records.map((record) => {
    const run = { work_queue_name: record.work_queue_name, tags: record.tags, deployment_id: record.id };
    const names = queues.filter((queue) => takes(queue, run)).map(({ name }) => name);
    const last_polled = lastPolled(agents, names);
    return {
      ...record,
      global_concurrency_limit: null,
      work_queue_id: record.work_queue_name === null ? null : workQueueIdOf(record.work_queue_name),
      last_polled,
      status: isReady(record, hasTasks, last_polled !== null && last_polled > lately) ? "READY" : "NOT_READY",
    };
  });
}

// every server runs lambda() itself, the function in AWS and a process elsewhere; tasks need what the agents' stack brings
function isReady({ infrastructure }: DeploymentRecord, hasTasks: boolean, isPolled: boolean): boolean {
  if (infrastructure.type === "subprocess") return isPolled;
  return infrastructure.type === "lambda" || hasTasks;
}
