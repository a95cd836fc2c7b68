import type { FlowRunScope } from "./flow-run-scope.ts";

/** Watches over the process while a run goes on in it. */
export function watchProcess(_run: FlowRunScope): () => void {
  return () => {};
}
