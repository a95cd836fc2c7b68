import { type RouteName, routes } from "#core/contract/routes.ts";
import { adminServices } from "./admin.ts";
import { claimServices } from "./agents/claim.ts";
import { heartbeatServices } from "./agents/heartbeat.ts";
import { blobServices } from "./blobs.ts";
import type { ServiceDeps, Services } from "./deps.ts";
import { flowRunServices } from "./flow-runs.ts";
import { flowServices } from "./flows.ts";
import { lazily } from "./lazily.ts";
import { logServices } from "./logs.ts";
import { createParts } from "./parts.ts";
import { claimRunServices } from "./placements/claim-run.ts";
import { priorTaskRunServices } from "./prior-task-runs.ts";
import { reportServices } from "./report.ts";
import { setStateServices } from "./set-state.ts";
import { taskRunServices } from "./task-runs.ts";

/** Every route of the contract over the given adapters. What runs and agents ask for is here at once, the rest when it is first asked for. */
export function createServices(deps: ServiceDeps): Services {
  const parts = createParts(deps);
  const states = setStateServices(parts);
  const often = {
    ...adminServices(parts),
    ...flowServices(parts),
    ...flowRunServices(parts),
    ...taskRunServices(parts),
    ...states,
    ...reportServices(parts),
    ...logServices(parts),
    ...blobServices(parts),
    ...claimServices(parts),
    ...claimRunServices(parts),
    ...heartbeatServices(parts),
    ...priorTaskRunServices(parts),
  };
  // a function need not start cold with what is asked now and then
  const seldom = (Object.keys(routes) as RouteName[]).filter((name): name is Exclude<RouteName, keyof typeof often> => !(name in often));
  return { ...often, ...lazily(seldom, async () => (await import("./seldom-services.ts")).seldomServices(parts, states)) };
}
