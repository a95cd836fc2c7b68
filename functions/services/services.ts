import { adminServices } from "./admin.ts";
import { artifactServices } from "./artifacts.ts";
import { blobServices } from "./blobs.ts";
import { deleteServices } from "./deletes.ts";
import type { ServiceDeps, Services } from "./deps.ts";
import { flowRunServices } from "./flow-runs.ts";
import { flowServices } from "./flows.ts";
import { logServices } from "./logs.ts";
import { createParts } from "./parts.ts";
import { priorTaskRunServices } from "./prior-task-runs.ts";
import { readServices } from "./reads.ts";
import { reportServices } from "./report.ts";
import { resumeServices } from "./resume.ts";
import { runDetailServices } from "./run-details.ts";
import { runInputServices } from "./run-inputs.ts";
import { setStateServices } from "./set-state.ts";
import { taskRunServices } from "./task-runs.ts";

/** Every route of the contract over the given adapters. */
export function createServices(deps: ServiceDeps): Services {
  const parts = createParts(deps);
  const states = setStateServices(parts);
  return {
    ...adminServices(parts),
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
    ...priorTaskRunServices(parts),
  } as Services; // until deployments, work queues and agents are in
}
