import type { State } from "#core/contract/states.ts";
import { callFlow, runFlowToEnd } from "../engine/call-flow.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import type { AnyFunction } from "../engine/task-definition.ts";
import type { Resolvables, Resolved } from "../task/arguments.ts";
import { defineFlow } from "./define-flow.ts";
import type { FlowOptions } from "./options.ts";
import { flowDefinitionKey, registerFlow } from "./registry.ts";
import type { InputOf, OutputOf, StandardSchema } from "./standard-schema.ts";

/** How a flow run ended, as `flow.run(…)` answers it. */
export type FlowRunOutcome<T> = { readonly flowRunId: string; readonly flowRunName: string; readonly state: State } & (
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown }
);

/** A flow: call it to run it. */
export interface Flow<A extends readonly unknown[], R> {
  /**
   * Runs the flow: a run of its own, or inside another flow a subflow. Futures of tasks may be passed, and arrive as values.
   *
   * @returns what the function returns, futures in it resolved.
   * @throws what the function throws; ParameterValidationError, FlowRunFailedError, FlowTimeoutError, CancelledRunError,
   * ApiUnreachableError.
   */
  (...args: Resolvables<A>): Promise<Resolved<Awaited<R>>>;
  readonly flowName: string;
  /** Runs the flow and tells how it ended, without throwing for a run that failed (Prefect's `return_state=True`). */
  run(...args: Resolvables<A>): Promise<FlowRunOutcome<Resolved<Awaited<R>>>>;
  /** The same flow with other options; those not named stay. */
  withOptions(options: FlowOptions<A>): Flow<A, R>;
}

/** What callers of a flow with a schema pass: its input, which may be left out if every field may. */
type SchemaArguments<S extends StandardSchema> =
  Record<never, never> extends InputOf<S> ? [parameters?: InputOf<S>] : [parameters: InputOf<S>];

/** Makes a flow of a method: its calls run the flow. The method must be async. */
export type FlowDecorator = <This, A extends unknown[], R extends Promise<unknown>>(
  method: (this: This, ...args: A) => R,
  context: ClassMethodDecoratorContext<This, (this: This, ...args: A) => R>,
) => (this: This, ...args: A) => R;

/**
 * Makes a flow of a function, sync or async: each call is a run that is recorded with its state, parameters, logs and tasks.
 *
 * ```ts
 * const train = flow({ name: "train", retries: 1 }, async (day: string) => { … });
 * await train("2026-11-23");
 * ```
 *
 * With a schema in `parameters` the function takes the single object the schema describes. Without a function, `flow(options)` is a
 * decorator for class methods.
 *
 * @throws InvalidOptionsError for options that make no sense.
 */
export function flow<A extends unknown[], R>(fn: (...args: A) => R): Flow<A, R>;
export function flow<A extends unknown[], R>(name: string, fn: (...args: A) => R): Flow<A, R>;
export function flow<S extends StandardSchema, R>(
  options: FlowOptions<[OutputOf<S>]> & { readonly parameters: S },
  fn: (parameters: OutputOf<S>) => R,
): Flow<SchemaArguments<S>, R>;
export function flow<A extends unknown[], R>(options: FlowOptions<A> & { readonly parameters?: never }, fn: (...args: A) => R): Flow<A, R>;
export function flow(options?: FlowOptions<never> | string): FlowDecorator;
export function flow(...given: unknown[]): unknown {
  const [first, second] = given;
  const fn = typeof first === "function" ? first : second;
  const options = (typeof first === "string" ? { name: first } : typeof first === "function" ? {} : (first ?? {})) as FlowOptions;
  if (typeof fn === "function") return flowOf(defineFlow(options, fn as AnyFunction));
  return (method: AnyFunction, context: { readonly name: string | symbol }) =>
    flowOf(defineFlow({ ...options, name: options.name ?? String(context.name) }, method));
}

function flowOf(definition: FlowDefinition): Flow<unknown[], unknown> {
  registerFlow(definition);
  return callableOf(definition);
}

function callableOf(definition: FlowDefinition): Flow<unknown[], unknown> {
  function callable(this: unknown, ...args: unknown[]): Promise<unknown> {
    return callFlow(definition, this, args);
  }
  const extras = {
    flowName: definition.name,
    [flowDefinitionKey]: definition,
    async run(this: unknown, ...args: unknown[]): Promise<FlowRunOutcome<unknown>> {
      const { flowRunId, flowRunName, state, came } = await runFlowToEnd(definition, undefined, args);
      const about = { flowRunId, flowRunName, state };
      if (state.type === "COMPLETED") return { ...about, ok: true, value: "value" in came ? came.value : undefined };
      return { ...about, ok: false, error: "error" in came ? came.error : undefined };
    },
    withOptions(options: FlowOptions) {
      const other = defineFlow({ ...definition.options, ...options } as FlowOptions, definition.fn);
      // under its own name it is a flow of its own; under the old one, the flow as defined stays the one that is found
      return other.name === definition.name ? callableOf(other) : flowOf(other);
    },
  };
  Object.defineProperty(callable, "name", { value: definition.name });
  return Object.assign(callable, extras) as unknown as Flow<unknown[], unknown>;
}
