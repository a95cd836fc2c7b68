import type { FlowDefinition } from "../engine/flow-definition.ts";
import type { Deployment } from "./deployment.ts";

/** A deployment with the flow it was declared for, whatever its options. */
export interface RegisteredDeployment extends Deployment {
  readonly flow: FlowDefinition;
}

const registryKey: unique symbol = Symbol.for("millrace.deployments") as never;
// as flows: shared by the copies of the SDK in a process
const shared = globalThis as { [registryKey]?: RegisteredDeployment[] };

/** Remembers a deployment, so that it counts also where nobody exports it. */
export function registerDeployment(deployment: RegisteredDeployment): void {
  registeredDeployments().push(deployment);
}

/** The deployments declared in this process so far, in order. */
export function registeredDeployments(): RegisteredDeployment[] {
  shared[registryKey] ??= [];
  return shared[registryKey];
}
