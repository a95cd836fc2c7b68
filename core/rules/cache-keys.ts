import { createHash } from "node:crypto";

/** A value that cannot be part of a cache key. */
export class CacheKeyError extends Error {
  override readonly name = "CacheKeyError";
  readonly code = "cache-key";
  /** Where in the value, such as `$.rows[2].load`. */
  readonly path: string;
  constructor(path: string, what: string) {
    super(
      `The value at ${path} is ${what}, which has no stable text to make a cache key of. Leave it out of the key with a cacheKey function of your own.`,
    );
    this.path = path;
  }
}

/**
 * Says what stands for an object the key has no text of its own for (an instance of a class): any plain value, with a name of its type.
 * Undefined leaves it to the default, which is an error.
 */
export type Describe = (value: object) => { readonly type: string; readonly value: unknown } | undefined;

/**
 * The key under which a task's result is found again by the task and its inputs: the same task with equal inputs gives the same key,
 * in any process and on any machine. `taskKey` should change when the task's code does.
 *
 * @throws CacheKeyError for an input that has no stable text (functions, symbols, unknown class instances, promises).
 */
export function taskInputHash(taskKey: string, inputs: unknown, describe?: Describe): string {
  return cacheKeyOf(describe, taskKey, inputs);
}

/** A key (64 hexadecimal digits, SHA-256) of any values. Equal values give equal keys: objects, Maps and Sets whatever the order they were filled in. */
export function cacheKeyOf(describe: Describe | undefined, ...values: readonly unknown[]): string {
  return createHash("sha256").update(stableText(values, describe)).digest("hex");
}

/** A text that two values share exactly if they are equal as structured values: -0, NaN, undefined, holes, bigints, dates, bytes and cycles included. */
export function stableText(value: unknown, describe: Describe = () => undefined): string {
  return write(value, "$", { describe, ancestors: [] });
}

interface Writer {
  readonly describe: Describe;
  readonly ancestors: object[];
}

function write(value: unknown, path: string, writer: Writer): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return `${value}n`;
    case "boolean":
    case "undefined":
      return String(value);
    case "object":
      return value === null ? "null" : writeObject(value, path, writer);
    default:
      throw new CacheKeyError(path, `a ${typeof value}`);
  }
}

function writeObject(value: object, path: string, writer: Writer): string {
  const { ancestors } = writer;
  const up = ancestors.lastIndexOf(value);
  if (up >= 0) return `^${ancestors.length - up}`;
  ancestors.push(value);
  try {
    return writeContent(value, path, writer);
  } finally {
    ancestors.pop();
  }
}

function writeContent(value: object, path: string, writer: Writer): string {
  if (Array.isArray(value))
    return `[${Array.from(value, (item, index) => (index in value ? write(item, `${path}[${index}]`, writer) : "hole")).join(",")}]`;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return writeEntries(value as Record<string, unknown>, path, writer);
  const described = writer.describe(value);
  if (described !== undefined) return `${JSON.stringify(described.type)}:${write(described.value, path, writer)}`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (value instanceof RegExp || value instanceof URL || value instanceof URLSearchParams)
    return `${value.constructor.name}(${JSON.stringify(String(value))})`;
  if (value instanceof Boolean || value instanceof Number || value instanceof String)
    return `${value.constructor.name}(${write(value.valueOf(), path, writer)})`;
  if (value instanceof Set)
    return `Set{${Array.from(value, (item) => write(item, `${path}{}`, writer))
      .sort()
      .join(",")}}`;
  if (value instanceof Map) {
    const entries = Array.from(
      value,
      ([key, item]) =>
        `${write(key, `${path}{key}`, writer)}=>${write(item, `${path}{${typeof key === "object" ? "…" : String(key)}}`, writer)}`,
    );
    return `Map{${entries.sort().join(",")}}`;
  }
  if (value instanceof ArrayBuffer) return `ArrayBuffer(${digest(new Uint8Array(value))})`;
  // a Buffer is bytes like any Uint8Array
  if (ArrayBuffer.isView(value))
    return `${value instanceof Uint8Array ? "Uint8Array" : value.constructor.name}(${digest(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))})`;
  if (value instanceof Error) return `Error${write({ name: value.name, message: value.message }, path, writer)}`;
  throw new CacheKeyError(path, `an instance of ${value.constructor?.name || "an unnamed class"}`);
}

function writeEntries(value: Record<string, unknown>, path: string, writer: Writer): string {
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${write(value[key], `${path}.${key}`, writer)}`).join(",")}}`;
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
