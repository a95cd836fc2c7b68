import { AsyncLocalStorage } from "node:async_hooks";

const tags = new AsyncLocalStorage<readonly string[]>();

/**
 * Adds tags to every flow run and task run started inside `fn`, on top of their own and of those of enclosing calls.
 *
 * @returns what `fn` returns.
 */
export function withTags<T>(...args: [...tags: string[], fn: () => T]): T {
  const fn = args.at(-1) as () => T;
  const added = args.slice(0, -1) as string[];
  return tags.run([...new Set([...contextTags(), ...added])], fn);
}

/** The tags of the enclosing `withTags` calls. */
export function contextTags(): readonly string[] {
  return tags.getStore() ?? [];
}

/** Both lists without repetitions. */
export function joinTags(own: readonly string[]): readonly string[] {
  const around = contextTags();
  return around.length === 0 ? own : [...new Set([...own, ...around])];
}
