import { AsyncLocalStorage } from "node:async_hooks";
import type { FlowRunScope } from "../engine/flow-run-scope.ts";
import type { TaskRunScope } from "../engine/task-run-scope.ts";
import type { RunContext } from "./run-context.ts";

/** What the engine knows about the code that is running. */
export interface Scope {
  readonly flowRun: FlowRunScope;
  readonly taskRun: TaskRunScope | null;
  readonly logPrints: boolean;
  context(): RunContext;
}

const scopes = new AsyncLocalStorage<Scope>();

/** The scope of the calling code; undefined outside of any run. */
export function currentScope(): Scope | undefined {
  return scopes.getStore();
}

/** Runs `fn` in a scope. */
export function inScope<T>(scope: Scope, fn: () => T): T {
  return scopes.run(scope, fn);
}
