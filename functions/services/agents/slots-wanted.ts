import type { DeploymentRecord } from "../documents/deployment.ts";
import type { StoredFlowRun } from "../documents/flow-run.ts";
import type { WorkQueueRecord } from "../documents/work-queue.ts";
import type { SlotWanted } from "../limits/slots.ts";
import { deploymentLimit, overlapLimit, queueLimit } from "../work-queues/limit-names.ts";

/** The slots a run must hold to go on: of its queue, its deployment, and its schedule where runs of that are not to overlap. */
export function slotsWanted(run: StoredFlowRun, queue: WorkQueueRecord | null, deployment: DeploymentRecord | null): SlotWanted[] {
  const wanted: SlotWanted[] = [];
  const schedule = deployment?.schedules.find(({ id }) => id === run.schedule_id);
  if (schedule !== undefined && schedule.overlap !== "allow") wanted.push({ limit: overlapLimit(schedule.id), capacity: 1 });
  if (deployment?.concurrency_limit != null) wanted.push({ limit: deploymentLimit(deployment.id), capacity: deployment.concurrency_limit });
  if (queue !== null && queue.concurrency_limit !== null) wanted.push({ limit: queueLimit(queue.id), capacity: queue.concurrency_limit });
  return wanted;
}
