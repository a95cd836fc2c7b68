import type { TaskRunPolicy } from "#core/contract/task-runs.ts";
import type { AnyFunction, TaskDefinition } from "../engine/task-definition.ts";
import { authoredParameterNames } from "./bundled-names.ts";
import { assignedName, callSite } from "./call-site.ts";
import { checkOptions, digestOf } from "./check-options.ts";
import type { TaskOptions } from "./options.ts";
import { noteInThread } from "./thread-tasks.ts";

/** Checks the options of a task and fills in what they leave out. */
export function defineTask(options: TaskOptions, fn: AnyFunction, origin?: string): TaskDefinition {
  const site = callSite();
  const name = options.name ?? (fn.name || assignedName(site, "task") || "task");
  checkOptions(`Task "${name}"`, name, options);
  const digest = digestOf(fn.toString());
  const definition: TaskDefinition = {
    name,
    key: `${name}-${digest.slice(0, 8)}`,
    origin: origin ?? name,
    version: options.version ?? digest,
    fn,
    options: options as TaskDefinition["options"],
    parameterNames: authoredParameterNames(fn),
    policy: policyOf(options),
    module: options.module ?? site?.module,
  };
  noteInThread(definition);
  return definition;
}

function policyOf({ retries, retryDelaySeconds: delay, retryJitterFactor }: TaskOptions): TaskRunPolicy {
  if (retries === undefined || retries === 0) return {};
  return {
    retries,
    ...(delay !== undefined && { retry_delay: typeof delay === "number" ? delay : [...delay] }),
    ...(retryJitterFactor !== undefined && { retry_jitter_factor: retryJitterFactor }),
  };
}
