import { taskInputHash as hashInputs } from "#core/rules/cache-keys.ts";
import { describeInstance } from "../results/classes.ts";
import type { CacheKeyContext } from "./options.ts";

/**
 * A cache key of the task's code and its arguments, for `cacheKey: taskInputHash`: the same task called with equal arguments is not run
 * again. Arguments that have no stable text (functions, unregistered class instances) switch the cache off for that run, with a warning.
 */
export function taskInputHash(context: CacheKeyContext, args: readonly unknown[]): string {
  return hashInputs(context.task.key, args, describeInstance);
}
