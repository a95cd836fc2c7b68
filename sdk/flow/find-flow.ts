import type { FlowDefinition } from "../engine/flow-definition.ts";
import { FlowNotFoundError } from "../errors/flow-errors.ts";
import { flowDefinitionOf, registered } from "./registry.ts";

/**
 * The flow of that name in a module that was imported: as defined while it loaded, else among its exports.
 *
 * @throws FlowNotFoundError naming those that are there.
 */
export function findFlowInModule(module: Readonly<Record<string, unknown>>, name: string): FlowDefinition {
  const exported = () => Object.values(module).map(flowDefinitionOf);
  // a variant made by withOptions may be exported under the same name, so the flow as defined comes first
  const found = registered().get(name) ?? exported().find((definition) => definition?.name === name);
  if (found === undefined) throw new FlowNotFoundError(name, [...registered().keys()]);
  return found;
}
