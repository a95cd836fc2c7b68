import type { FlowOptions } from "../flow/options.ts";
import type { AnyFunction } from "./task-definition.ts";

/** A flow as the engine knows it: the function with its checked options. */
export interface FlowDefinition {
  readonly name: string;
  readonly version: string;
  readonly fn: AnyFunction;
  readonly options: FlowOptions<readonly unknown[]>;
  readonly parameterNames: readonly string[];
}
