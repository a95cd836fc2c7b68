import { InvalidOptionsError } from "../errors/flow-errors.ts";

let inThread = false;

/** Told by the program of the worker threads that this is one of them. */
export function markThread(): void {
  inThread = true;
}

/** True in a worker thread. */
export function isThread(): boolean {
  return inThread;
}

/**
 * Refuses calls that only the flow's own thread can make: by a module that runs a flow as soon as it is imported, or by a task that
 * calls another one.
 */
export function refuseInThread(what: string): void {
  if (!inThread) return;
  throw new InvalidOptionsError({
    what: `A worker thread called ${what}, but threads run the function of one task and nothing else.`,
    do: "Guard code that runs flows with `if (import.meta.main)`, and call tasks from the flow.",
  });
}
