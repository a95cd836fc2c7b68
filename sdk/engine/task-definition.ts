import type { TaskRunPolicy } from "#core/contract/task-runs.ts";
import type { TaskOptions } from "../task/options.ts";

/** A function of any kind, as the engine calls it. */
export type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** A task as the engine knows it: the function with its checked options. */
export interface TaskDefinition {
  readonly name: string;
  /** Stands for the task in every run of it; changes when its code does. */
  readonly key: string;
  /** The name it had where it was defined, whatever options were given later. */
  readonly origin: string;
  readonly version: string;
  readonly fn: AnyFunction;
  readonly options: TaskOptions<readonly unknown[]>;
  readonly parameterNames: readonly string[];
  readonly policy: TaskRunPolicy;
  /** URL of the module that defined the task, if known. */
  readonly module: string | undefined;
}
