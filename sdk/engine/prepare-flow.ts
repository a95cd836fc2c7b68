import type { StateCreate } from "#core/contract/states.ts";
import { generateRunName, renderRunName } from "#core/rules/names.ts";
import { validateParameters } from "../flow/validate.ts";
import { errorData } from "./error-data.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import { plainName } from "./run-name.ts";

/** The arguments as the flow's schema gives them; with an `error`, as they were given, and they do not fit. */
export async function prepareArguments(
  flow: FlowDefinition,
  given: readonly unknown[],
): Promise<{ args: readonly unknown[]; error?: unknown }> {
  const { parameters: schema, validateParameters: wanted = true } = flow.options;
  if (schema === undefined || !wanted) return { args: given };
  try {
    return { args: [await validateParameters(flow.name, schema, given[0] ?? {}), ...given.slice(1)] };
  } catch (error) {
    return { args: given, error };
  }
}

/** The name of a run as its flow words it, or an adjective and an animal; with an `error` if the wording failed. */
export function nameOfRun(
  flow: FlowDefinition,
  { id, parameters, args }: { id: string; parameters: Readonly<Record<string, unknown>>; args: readonly unknown[] },
): { name: string; error?: unknown } {
  const { runName } = flow.options;
  try {
    if (runName === undefined) return { name: generateRunName(id) };
    return { name: typeof runName === "string" ? renderRunName(runName, parameters) : plainName(runName({ parameters, args })) };
  } catch (error) {
    return { name: generateRunName(id), error };
  }
}

/** The state of a run whose function cannot be entered; the same would happen again. */
export function invalidState(error: unknown): StateCreate {
  return {
    type: "FAILED",
    message: error instanceof Error ? error.message : String(error),
    data: errorData(error),
    state_details: { retriable: false },
  };
}

/** The retries of a flow as a run's policy says them. */
export function policyOf(flow: FlowDefinition): { retries?: number; retry_delay?: number } {
  const { retries, retryDelaySeconds } = flow.options;
  return { ...(retries !== undefined && { retries }), ...(retryDelaySeconds !== undefined && { retry_delay: retryDelaySeconds }) };
}
