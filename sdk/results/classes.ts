import { InvalidOptionsError } from "../errors/flow-errors.ts";

type AnyClass<T = unknown> = abstract new (...args: never[]) => T;

/** How instances of a class are written and read. */
export interface ClassCodec<T, Data> {
  /** Stands for the class in what is stored; default: the name of the class. Keep it when the class is renamed. */
  readonly name?: string;
  /** The data of an instance; it may hold other registered instances. Default: its own enumerable fields. */
  readonly serialize?: (instance: T) => Data;
  /** An instance from its data. Default: a bare instance (the constructor is not called) with the fields set. */
  readonly deserialize?: (data: Data) => T;
}

interface Registered {
  readonly class: AnyClass;
  readonly serialize: (instance: unknown) => unknown;
  readonly deserialize: (data: unknown) => unknown;
}

const classes = new Map<string, Registered>();

/**
 * Lets results hold instances of a class. Call it where the class is defined, so that it is known wherever results are read.
 *
 * @throws InvalidOptionsError if another class has the name.
 */
export function registerClass<T extends object, Data = unknown>(target: AnyClass<T>, codec: ClassCodec<T, Data> = {}): void {
  const name = codec.name ?? target.name;
  const known = classes.get(name);
  if (known !== undefined && known.class !== target) {
    throw new InvalidOptionsError({
      what: `Another class is registered as "${name}".`,
      do: "Give this one a name of its own: registerClass(Class, { name: … }).",
    });
  }
  classes.set(name, {
    class: target,
    serialize: (codec.serialize as Registered["serialize"] | undefined) ?? ((instance) => ({ ...(instance as object) })),
    deserialize:
      (codec.deserialize as Registered["deserialize"] | undefined) ?? ((data) => Object.assign(Object.create(target.prototype), data)),
  });
  cachedReducers = undefined;
}

type Coders = Record<string, (value: unknown) => unknown>;
let cachedReducers: Coders | undefined;

/** Reducers for devalue: an instance's data, or false. The most derived class wins. */
export function classReducers(): Coders {
  cachedReducers ??= Object.fromEntries([
    ...[...classes]
      .sort(([, a], [, b]) => depth(b.class) - depth(a.class))
      .map(([name, { class: target, serialize }]) => [`class:${name}`, wrap(target, serialize)]),
    ["error", (value: unknown) => value instanceof Error && [value.name, value.message, value.stack, value.cause]],
  ]) as Coders;
  return cachedReducers;
}

/** Revivers for devalue. */
export function classRevivers(): Coders {
  return Object.fromEntries([
    ...[...classes].map(([name, { deserialize }]) => [`class:${name}`, ([data]: [unknown]) => deserialize(data)]),
    ["error", reviveError],
  ]) as Coders;
}

function wrap(target: AnyClass, serialize: (instance: unknown) => unknown) {
  // devalue takes any falsy answer for "not mine"
  return (value: unknown) => value instanceof target && [serialize(value)];
}

function reviveError(data: unknown): Error {
  const [name, message, stack, cause] = data as [string, string, string | undefined, unknown];
  const error = new Error(message, cause === undefined ? undefined : { cause });
  Object.defineProperties(error, {
    name: { value: name, configurable: true, writable: true },
    stack: { value: stack, configurable: true, writable: true },
  });
  return error;
}

function depth(target: AnyClass): number {
  let count = 0;
  for (let prototype = target.prototype; prototype !== null; prototype = Object.getPrototypeOf(prototype)) count += 1;
  return count;
}

/** What stands for an instance of a registered class in a cache key. */
export function describeInstance(value: object): { readonly type: string; readonly value: unknown } | undefined {
  for (const [name, { class: target, serialize }] of classes) if (value instanceof target) return { type: name, value: serialize(value) };
  return undefined;
}
