import type { Infrastructure } from "#core/contract/deployments.ts";
import { checkEnvironment, refuseOption } from "./check-options.ts";

/** How a run goes on in the runner function. */
export interface LambdaOptions {
  /** Environment of the run's process. It is stored with the deployment and readable there, so no place for secrets. */
  readonly env?: Readonly<Record<string, string>>;
  /** The most seconds that one invocation takes, 10 to 900: a run that needs longer goes on in another. Default: all that the function has, 15 minutes. */
  readonly timeoutSeconds?: number;
}

/**
 * Runs go straight to the runner function of the deployment in AWS, without an agent. A run that nears the time limit is suspended between
 * two tasks and goes on in the next invocation, from the results that were kept. A local server runs them in processes of its own.
 *
 * @throws InvalidOptionsError
 */
export function lambda(options: LambdaOptions = {}): Infrastructure {
  const { env, timeoutSeconds, ...others } = options;
  for (const [name, value] of Object.entries(others)) throw refuseOption("lambda", name, value, OTHERS[name] ?? "env or timeoutSeconds");
  checkEnvironment("lambda", env);
  if (timeoutSeconds !== undefined && !(Number.isInteger(timeoutSeconds) && timeoutSeconds >= 10 && timeoutSeconds <= 900))
    throw refuseOption("lambda", "timeoutSeconds", timeoutSeconds, "a whole number from 10 to 900");
  return {
    type: "lambda",
    ...(env !== undefined && { env: { ...env } }),
    ...(timeoutSeconds !== undefined && { timeout_seconds: timeoutSeconds }),
  };
}

const OF_THE_FUNCTION = "nothing: all runs share one function, whose size its stack says (`runner` of the construct Millrace)";
const OTHERS: Readonly<Record<string, string>> = {
  memory: OF_THE_FUNCTION,
  memoryMb: OF_THE_FUNCTION,
  cpu: OF_THE_FUNCTION,
  image: "nothing: the runner function has the image of Lambda's Node; runs with an image of their own need a container",
};
