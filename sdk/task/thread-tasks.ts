import type { TaskDefinition } from "../engine/task-definition.ts";
import { isThread } from "../engine/thread.ts";

const defined = new Map<string, TaskDefinition | undefined>();

/** The only task of that key that was defined in this worker thread; none in the flow's own thread. */
export function taskDefinedInThread(key: string): TaskDefinition | undefined {
  return defined.get(key);
}

/** Remembers a task where a job may ask for it. */
export function noteInThread(definition: TaskDefinition): void {
  if (!isThread()) return;
  const { key, fn } = definition;
  // tasks made in a loop have the same key and see other variables: which one is meant cannot be told
  const clashes = defined.has(key) && defined.get(key)?.fn !== fn;
  defined.set(key, clashes ? undefined : definition);
}
