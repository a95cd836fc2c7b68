import { InvalidOptionsError, type ParameterIssue } from "../errors/flow-errors.ts";
import { registered } from "../flow/registry.ts";
import { checkDeclaredParameters } from "./check-parameters.ts";
import { type RegisteredDeployment, registeredDeployments } from "./registry.ts";
import type { DeploymentRequest } from "./request.ts";

/** What a file declares, as data. */
export interface Declared {
  readonly flowNames: readonly string[];
  readonly deployments: readonly DeclaredDeployment[];
}

export interface DeclaredDeployment {
  readonly fullName: string;
  readonly flowName: string;
  readonly flowTags: readonly string[];
  readonly request: DeploymentRequest;
  /** Parameters that its flow would refuse. */
  readonly issues: readonly ParameterIssue[];
}

/**
 * The deployments declared in this process, with their parameters held against their flows.
 *
 * @throws InvalidOptionsError for two deployments of one name, or of two flows of one name.
 */
export async function declaredDeployments(): Promise<Declared> {
  const declared = registeredDeployments();
  refuseTwins(declared);
  const deployments = declared.map(async ({ fullName, flowName, flow, request }) => ({
    fullName,
    flowName,
    flowTags: flow.options.tags ?? [],
    request,
    issues: await checkDeclaredParameters(flow, request),
  }));
  return { flowNames: [...registered().keys()], deployments: await Promise.all(deployments) };
}

function refuseTwins(declared: readonly RegisteredDeployment[]): void {
  for (const [index, { fullName, flowName, flow }] of declared.entries()) {
    const before = declared.slice(0, index);
    if (before.some((other) => other.fullName === fullName))
      throw new InvalidOptionsError({
        what: `Two deployments are called "${fullName}".`,
        do: 'Give one of them another name: deployment({ flow, name: "…" }).',
      });
    if (before.some((other) => other.flowName === flowName && other.flow !== flow))
      throw new InvalidOptionsError({
        what: `Deployments of two different flows called "${flowName}" are in one file; an agent finds a flow by its name.`,
        do: 'Give one of the flows another name: flow.withOptions({ name: "…" }).',
      });
  }
}
