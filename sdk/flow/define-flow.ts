import type { FlowDefinition } from "../engine/flow-definition.ts";
import type { AnyFunction } from "../engine/task-definition.ts";
import { authoredParameterNames } from "../task/bundled-names.ts";
import { assignedName, callSite } from "../task/call-site.ts";
import { checkOptions, digestOf } from "../task/check-options.ts";
import type { FlowOptions } from "./options.ts";

/** Checks the options of a flow and fills in what they leave out. */
export function defineFlow(options: FlowOptions, fn: AnyFunction): FlowDefinition {
  const name = options.name ?? (fn.name || assignedName(callSite(), "flow") || "flow").replaceAll("_", "-");
  checkOptions(`Flow "${name}"`, name, options);
  return {
    name,
    version: options.version ?? digestOf(fn.toString()),
    fn,
    options: options as FlowDefinition["options"],
    parameterNames: authoredParameterNames(fn),
  };
}
