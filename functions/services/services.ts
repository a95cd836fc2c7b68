import { adminServices } from "./admin.ts";
import { agentServices } from "./agents/agents.ts";
import { claimServices } from "./agents/claim.ts";
import { heartbeatServices } from "./agents/heartbeat.ts";
import { artifactServices } from "./artifacts.ts";
import { blobServices } from "./blobs.ts";
import { blockSchemaServices } from "./block-schemas.ts";
import { blockTypeServices } from "./block-types.ts";
import { blockServices } from "./blocks.ts";
import { concurrencyLimitServices } from "./concurrency-limits.ts";
import { concurrencySlotServices } from "./concurrency-slots.ts";
import { deleteServices } from "./deletes.ts";
import { deploymentRunServices } from "./deployments/deployment-runs.ts";
import { deploymentServices } from "./deployments/deployments.ts";
import { deploymentReadServices } from "./deployments/reads.ts";
import { scheduleServices } from "./deployments/schedules.ts";
import type { ServiceDeps, Services } from "./deps.ts";
import { eventServices } from "./events.ts";
import { flowRunServices } from "./flow-runs.ts";
import { flowServices } from "./flows.ts";
import { logServices } from "./logs.ts";
import { notificationServices } from "./notifications.ts";
import { createParts } from "./parts.ts";
import { claimRunServices } from "./placements/claim-run.ts";
import { priorTaskRunServices } from "./prior-task-runs.ts";
import { readServices } from "./reads.ts";
import { reportServices } from "./report.ts";
import { resumeServices } from "./resume.ts";
import { runDetailServices } from "./run-details.ts";
import { runInputServices } from "./run-inputs.ts";
import { crashServices } from "./runs/crash.ts";
import { retryServices } from "./runs/retry.ts";
import { whyWaitingServices } from "./runs/why-waiting.ts";
import { setStateServices } from "./set-state.ts";
import { statusServices } from "./status.ts";
import { storageServices } from "./storages.ts";
import { tagLimitServices } from "./tag-limits.ts";
import { taskRunServices } from "./task-runs.ts";
import { tokenServices } from "./tokens.ts";
import { variableServices } from "./variables.ts";
import { workQueueServices } from "./work-queues/work-queues.ts";

/** Every route of the contract over the given adapters. */
export function createServices(deps: ServiceDeps): Services {
  const parts = createParts(deps);
  const states = setStateServices(parts);
  return {
    ...adminServices(parts),
    ...statusServices(parts),
    ...flowServices(parts),
    ...flowRunServices(parts),
    ...taskRunServices(parts),
    ...states,
    ...runInputServices(parts),
    ...resumeServices(parts, states),
    ...reportServices(parts),
    ...readServices(parts),
    ...runDetailServices(parts),
    ...logServices(parts),
    ...artifactServices(parts),
    ...deleteServices(parts),
    ...blobServices(parts),
    ...deploymentServices(parts),
    ...deploymentReadServices(parts),
    ...deploymentRunServices(parts),
    ...scheduleServices(parts),
    ...workQueueServices(parts),
    ...claimServices(parts),
    ...claimRunServices(parts),
    ...heartbeatServices(parts),
    ...agentServices(parts),
    ...crashServices(parts),
    ...retryServices(parts),
    ...whyWaitingServices(parts),
    ...concurrencyLimitServices(parts),
    ...concurrencySlotServices(parts),
    ...tagLimitServices(parts),
    ...blockTypeServices(parts),
    ...blockSchemaServices(parts),
    ...blockServices(parts),
    ...storageServices(parts),
    ...variableServices(parts),
    ...priorTaskRunServices(parts),
    ...eventServices(parts),
    ...notificationServices(parts),
    ...tokenServices(parts),
  };
}
