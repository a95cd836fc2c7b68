import { callTask } from "../engine/call-task.ts";
import type { AnyFunction, TaskDefinition } from "../engine/task-definition.ts";
import type { Resolvables, Unmapped } from "./arguments.ts";
import { defineTask } from "./define-task.ts";
import type { TaskFuture } from "./future.ts";
import { spread } from "./map.ts";
import type { TaskOptions } from "./options.ts";

/** Options of one call. */
export interface CallOptions {
  /** Futures to wait for although their values are not needed. If one fails, the task is not run. */
  readonly waitFor?: readonly TaskFuture<unknown>[];
}

/** What `task.map` takes: for each parameter a list of values or futures, or one value for all calls in `unmapped(…)`. */
export type Mappables<A extends readonly unknown[]> = {
  [K in keyof A]: Iterable<A[K] | TaskFuture<A[K]>> | Unmapped<A[K] | TaskFuture<A[K]>>;
};

/** A task: call it in a flow to start it. */
export interface Task<A extends readonly unknown[], R> {
  /**
   * Starts a run of the task and answers its future at once. Futures passed as arguments, also inside lists and objects, are waited
   * for and arrive as values; the run shows them as what it depends on.
   *
   * Outside of a flow the function is called plainly: nothing is recorded, retried, cached or timed.
   */
  (...args: Resolvables<A>): TaskFuture<Awaited<R>>;
  readonly taskName: string;
  /** The same as calling it, with options for this call first. */
  submit(options: CallOptions, ...args: Resolvables<A>): TaskFuture<Awaited<R>>;
  /**
   * Starts one run per entry of the lists given, which must be of equal length. Text counts as one value, and so does what is wrapped in `unmapped(…)`.
   *
   * @throws InvalidOptionsError if the lengths differ or there is no list.
   */
  map(...args: Mappables<A>): TaskFuture<Awaited<R>>[];
  /** As `map`, with options for these calls first. */
  mapWith(options: CallOptions, ...args: Mappables<A>): TaskFuture<Awaited<R>>[];
  /** The same task with other options; those not named stay. */
  withOptions(options: TaskOptions<A>): Task<A, R>;
}

/** Makes a task of a method: its calls inside a flow start runs of the task. The method must be async. */
export type TaskDecorator = <This, A extends unknown[], R extends Promise<unknown>>(
  method: (this: This, ...args: A) => R,
  context: ClassMethodDecoratorContext<This, (this: This, ...args: A) => R>,
) => (this: This, ...args: A) => R;

/** Under this symbol a task carries its definition. */
export const definitionKey: unique symbol = Symbol.for("millrace.task") as never;

/**
 * Makes a task of a function, sync or async: a step of a flow that is retried, cached, timed and recorded by itself.
 *
 * ```ts
 * const load = task({ retries: 3, retryDelaySeconds: 10 }, async (day: string) => { … });
 * ```
 *
 * Without a function, `task(options)` is a decorator for class methods.
 *
 * @throws InvalidOptionsError for options that make no sense.
 */
export function task<A extends unknown[], R>(fn: (...args: A) => R): Task<A, R>;
export function task<A extends unknown[], R>(name: string, fn: (...args: A) => R): Task<A, R>;
export function task<A extends unknown[], R>(options: TaskOptions<A>, fn: (...args: A) => R): Task<A, R>;
export function task(options?: TaskOptions<never> | string): TaskDecorator;
export function task(...given: unknown[]): unknown {
  const [first, second] = given;
  const fn = typeof first === "function" ? first : second;
  const options = (typeof first === "string" ? { name: first } : typeof first === "function" ? {} : (first ?? {})) as TaskOptions;
  if (typeof fn === "function") return taskOf(defineTask(options, fn as AnyFunction));
  return (method: AnyFunction, context: { readonly name: string | symbol }) =>
    taskOf(defineTask({ ...options, name: options.name ?? String(context.name) }, method));
}

function taskOf(definition: TaskDefinition): Task<unknown[], unknown> {
  function callable(this: unknown, ...args: unknown[]): TaskFuture<unknown> {
    return callTask(definition, { self: this, args });
  }
  const mapWith = ({ waitFor }: CallOptions, ...args: unknown[]) =>
    spread(definition.name, args).map((each) => callTask(definition, { self: undefined, args: each, waitFor }));
  const extras = {
    taskName: definition.name,
    [definitionKey]: definition,
    submit: ({ waitFor }: CallOptions, ...args: unknown[]) => callTask(definition, { self: undefined, args, waitFor }),
    map: (...args: unknown[]) => mapWith({}, ...args),
    mapWith,
    withOptions: (options: TaskOptions) =>
      taskOf(defineTask({ module: definition.module, ...definition.options, ...options } as TaskOptions, definition.fn, definition.origin)),
  };
  Object.defineProperty(callable, "name", { value: definition.name });
  return Object.assign(callable, extras) as unknown as Task<unknown[], unknown>;
}
