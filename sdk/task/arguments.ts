import type { TaskFuture } from "./future.ts";

/** Objects that are values as a whole: futures inside them are not looked for. */
type Opaque =
  | Date
  | RegExp
  | Error
  | URL
  | ArrayBuffer
  | ArrayBufferView
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | Promise<unknown>
  | ((...args: never[]) => unknown);

/** A parameter as callers may give it: the value, a future of it, or a list or object with futures anywhere inside. */
export type Resolvable<T> = unknown extends T ? T : T | TaskFuture<T> | Nested<T>;

type Nested<T> = T extends string | number | boolean | bigint | symbol | null | undefined | Opaque
  ? never
  : T extends readonly unknown[]
    ? { [K in keyof T]: Resolvable<T[K]> }
    : T extends object
      ? { [K in keyof T]: Resolvable<T[K]> }
      : never;

/** The parameters of a task or flow as callers may give them. */
export type Resolvables<A extends readonly unknown[]> = { [K in keyof A]: Resolvable<A[K]> };

type AnyFuture = TaskFuture<unknown>;

/** A returned value after the futures in it were resolved. */
export type Resolved<T> = unknown extends T
  ? T
  : T extends TaskFuture<infer U>
    ? Resolved<U>
    : T extends Opaque
      ? T
      : T extends readonly unknown[]
        ? { [K in keyof T]: Resolved<T[K]> }
        : T extends object
          ? [Extract<T[keyof T], AnyFuture | readonly AnyFuture[]>] extends [never]
            ? T
            : { [K in keyof T]: Resolved<T[K]> }
          : T;

const unmappedMark = Symbol.for("millrace.unmapped");
const allowFailureMark = Symbol.for("millrace.allow-failure");

/** An argument of `task.map` that every call gets as it is. */
export interface Unmapped<T> {
  readonly [unmappedMark]: true;
  readonly value: T;
}

/** Keeps `task.map` from spreading a list: every call gets the whole of it. */
export function unmapped<T>(value: T): Unmapped<T> {
  return new Wrapped(unmappedMark, value) as unknown as Unmapped<T>;
}

/** True for the answer of {@link unmapped}. */
export function isUnmapped(value: unknown): value is Unmapped<unknown> {
  return typeof value === "object" && value !== null && unmappedMark in value;
}

/** What {@link allowFailure} gives; for the types it is a future of the value or the error. */
export interface AllowFailure {
  readonly [allowFailureMark]: true;
  readonly value: unknown;
}

/**
 * Lets a task run although the future it is given failed: it then receives the error in place of the value.
 * The task's parameter must take both, such as `(rows: Row[] | Error)`. Pass the answer to a task; it cannot be awaited.
 */
export function allowFailure<T>(future: TaskFuture<T>): TaskFuture<T | Error> {
  return new Wrapped(allowFailureMark, future) as unknown as TaskFuture<T | Error>;
}

/** True for the answer of {@link allowFailure}. */
export function isAllowFailure(value: unknown): value is AllowFailure {
  return typeof value === "object" && value !== null && allowFailureMark in value;
}

/** A class of its own, so that nobody takes it for an object of parameters. */
class Wrapped {
  readonly value: unknown;
  constructor(mark: symbol, value: unknown) {
    this.value = value;
    Object.defineProperty(this, mark, { value: true });
  }
}
