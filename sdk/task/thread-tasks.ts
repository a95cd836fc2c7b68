import type { TaskDefinition } from "../engine/task-definition.ts";
import { isThread } from "../engine/thread.ts";

/** The tasks that were defined in this worker thread, by key; empty in the flow's own thread. */
export const tasksDefinedInThread = new Map<string, TaskDefinition>();

/** Remembers a task where a job may ask for it. */
export function noteInThread(definition: TaskDefinition): void {
  if (isThread()) tasksDefinedInThread.set(definition.key, definition);
}
