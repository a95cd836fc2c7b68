import type { FlowDefinition } from "../engine/flow-definition.ts";
import type { ParameterIssue, ParameterValidationError } from "../errors/flow-errors.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { validateParameters } from "../flow/validate.ts";
import type { DeploymentRequest } from "./request.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * What the flow would refuse of the parameters a deployment gives. A parameter that is missing is no fault, unless a schedule makes runs
 * that nobody gives it to.
 */
export async function checkDeclaredParameters(flow: FlowDefinition, request: DeploymentRequest): Promise<ParameterIssue[]> {
  const own = (request.parameters ?? {}) as Values;
  const issues = await issuesOf(flow, own, false);
  for (const { active, parameters } of request.schedules ?? [])
    if (active !== false && request.paused !== true) issues.push(...(await issuesOf(flow, { ...own, ...parameters }, true)));
  return issues.filter(
    ({ path, message }, index) => issues.findIndex((other) => other.path === path && other.message === message) === index,
  );
}

async function issuesOf(flow: FlowDefinition, given: Values, complete: boolean): Promise<ParameterIssue[]> {
  const { parameters: schema, validateParameters: wanted = true } = flow.options;
  if (schema === undefined || !wanted) return unknownNames(flow, given);
  try {
    await validateParameters(flow.name, schema, given);
    return [];
  } catch (error) {
    if (!isMillraceError(error, "parameter-validation")) throw error;
    const { issues } = error as unknown as ParameterValidationError;
    return complete ? [...issues] : issues.filter(({ path }) => valueAt(given, path) !== undefined);
  }
}

/** Of a flow without schema only the names are known, and a lone parameter may stand for all of them. */
function unknownNames({ parameterNames, fn }: FlowDefinition, given: Values): ParameterIssue[] {
  if (parameterNames.length === 1 || /\.\.\.|\barguments\b/.test(fn.toString())) return [];
  return Object.keys(given)
    .filter((name) => !parameterNames.includes(name))
    .map((path) => ({ path, message: `the flow has no such parameter; it has ${parameterNames.join(", ") || "none"}` }));
}

function valueAt(given: unknown, path: string): unknown {
  return path.split(".").reduce((inner, key) => (key === "" ? inner : (inner as Values | null | undefined)?.[key]), given);
}
