import { flowDefinitionOf } from "../flow/registry.ts";
import { checkDeployment, refuseOption } from "./check-options.ts";
import type { AnyDeploymentOptions, DeploymentOptions } from "./options.ts";
import { registerDeployment } from "./registry.ts";
import { type DeploymentRequest, requestOf } from "./request.ts";

/** A deployment as declared in code. `millrace deployment create` finds it when the file that declares it is loaded. */
export interface Deployment {
  /** `flow/name`, as commands take it. */
  readonly fullName: string;
  readonly flowName: string;
  readonly name: string;
  /** What is sent to the API, but for the flow's id and its code. */
  readonly request: DeploymentRequest;
}

/**
 * Declares a deployment: a flow with schedules, parameters, tags and a queue. Nothing is sent yet; `millrace deployment create FILE` does.
 *
 * ```ts
 * export const nightly = deployment({ flow: train, name: "nightly", schedule: cronSchedule("0 2 * * *"), tags: ["ml"] });
 * ```
 *
 * @throws InvalidOptionsError naming the option.
 */
export function deployment<A extends readonly unknown[], R>(options: DeploymentOptions<A, R>): Deployment {
  const definition = flowDefinitionOf(options?.flow);
  if (definition === undefined) throw refuseOption("A deployment", "flow", options?.flow, "a flow, made by flow(…)");
  const { flow: _, ...rest } = options as AnyDeploymentOptions & { flow: unknown };
  const name = rest.name ?? "default";
  checkDeployment(`Deployment "${definition.name}/${name}"`, name, rest);
  const declared = {
    fullName: `${definition.name}/${name}`,
    flowName: definition.name,
    name,
    request: requestOf(name, definition, rest),
  };
  registerDeployment({ ...declared, flow: definition });
  return Object.freeze(declared);
}
