import { inScope, type Scope } from "../context/scope.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { errorText } from "./error-data.ts";

/** Calls the hooks one after the other inside the run's scope. What one throws is logged and changes nothing. */
export async function callHooks<About>(
  hooks: ((about: About) => unknown) | readonly ((about: About) => unknown)[] | undefined,
  about: About,
  scope: Scope,
): Promise<void> {
  if (hooks === undefined) return;
  for (const hook of Array.isArray(hooks) ? (hooks as readonly ((about: About) => unknown)[]) : [hooks as (about: About) => unknown]) {
    try {
      await inScope(scope, () => hook(about));
    } catch (error) {
      writeLog(scope, levels.ERROR, `Hook '${hook.name || "anonymous"}' failed: ${errorText(error)}`);
    }
  }
}
