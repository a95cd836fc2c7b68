import { isAbsolute } from "node:path";
import type { Infrastructure } from "#core/contract/deployments.ts";
import { checkEnvironment, refuseOption } from "./check-options.ts";

/** Where a subprocess runs. */
export interface SubprocessOptions {
  /** Environment added to the agent's own. It is stored with the deployment and readable there, so no place for secrets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute path on the agent's machine; default: a directory of the run's own that is removed afterwards. */
  readonly workingDir?: string;
}

/**
 * Each run gets a process of the agent that took it: the default infrastructure.
 *
 * @throws InvalidOptionsError
 */
export function subprocess({ env, workingDir }: SubprocessOptions = {}): Infrastructure {
  checkEnvironment("subprocess", env);
  if (workingDir !== undefined && !isAbsolute(workingDir))
    throw refuseOption("subprocess", "workingDir", workingDir, "an absolute path on the agent's machine");
  return {
    type: "subprocess",
    ...(env !== undefined && { env: { ...env } }),
    ...(workingDir !== undefined && { working_dir: workingDir }),
  };
}
