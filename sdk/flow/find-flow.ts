import { registeredDeployments } from "../deployments/registry.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import { FlowNotFoundError } from "../errors/flow-errors.ts";
import { flowDefinitionOf, registered } from "./registry.ts";

/**
 * The flow of that name in a module that was imported: as deployed there, else as defined while it loaded, else among its exports.
 *
 * @throws FlowNotFoundError naming those that are there.
 */
export function findFlowInModule(module: Readonly<Record<string, unknown>>, name: string): FlowDefinition {
  const deployed = registeredDeployments().find(({ flowName }) => flowName === name)?.flow;
  const exported = () => Object.values(module).map(flowDefinitionOf);
  // variants made by withOptions have the same name: first the one that was deployed, then the flow as defined
  const found = deployed ?? registered().get(name) ?? exported().find((definition) => definition?.name === name);
  if (found === undefined) throw new FlowNotFoundError(name, [...registered().keys()]);
  return found;
}
