import { agentServices } from "./agents/agents.ts";
import { artifactServices } from "./artifacts.ts";
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
import { eventServices } from "./events.ts";
import { logReadServices } from "./log-reads.ts";
import { notificationServices } from "./notifications.ts";
import type { Parts } from "./parts.ts";
import { readServices } from "./reads.ts";
import { resumeServices } from "./resume.ts";
import { runDetailServices } from "./run-details.ts";
import { runInputServices } from "./run-inputs.ts";
import { crashServices } from "./runs/crash.ts";
import { retryServices } from "./runs/retry.ts";
import { whyWaitingServices } from "./runs/why-waiting.ts";
import type { setStateServices } from "./set-state.ts";
import { statusServices } from "./status.ts";
import { storageServices } from "./storages.ts";
import { tagLimitServices } from "./tag-limits.ts";
import { tokenServices } from "./tokens.ts";
import { variableServices } from "./variables.ts";
import { workQueueServices } from "./work-queues/work-queues.ts";

/** The services that people, pages and deployments ask for: seldom, beside what runs and agents ask. */
export function seldomServices(parts: Parts, states: ReturnType<typeof setStateServices>) {
  return {
    ...readServices(parts),
    ...runDetailServices(parts),
    ...deleteServices(parts),
    ...deploymentServices(parts),
    ...scheduleServices(parts),
    ...workQueueServices(parts),
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
    ...eventServices(parts),
    ...notificationServices(parts),
    ...tokenServices(parts),
    ...logReadServices(parts),
    ...resumeServices(parts, states),
    ...artifactServices(parts),
    ...runInputServices(parts),
    ...deploymentRunServices(parts),
    ...deploymentReadServices(parts),
    ...agentServices(parts),
    ...crashServices(parts),
    ...statusServices(parts),
  };
}
