import { DevalueError, parse, stringify } from "devalue";
import { ResultNotSerializableError } from "../errors/task-errors.ts";
import { classReducers, classRevivers } from "./classes.ts";

/** Name kept with every serialized value, so that a later version can tell how to read it. */
export const SERIALIZER = "devalue";

/**
 * Text that {@link deserialize} turns into an equal value: plain data, Date, RegExp, URL, Map, Set, BigInt, typed arrays, undefined, NaN,
 * cycles and repeated references, errors, and classes registered with `registerClass`.
 *
 * @param of names the value in the error, such as `task run "load-0"`.
 * @throws ResultNotSerializableError naming the place in the value.
 */
export function serialize(value: unknown, of: string): string {
  try {
    return stringify(value, classReducers());
  } catch (error) {
    throw new ResultNotSerializableError(of, error instanceof DevalueError ? (error.path ?? "") : "", error);
  }
}

/** The value a text stands for. */
export function deserialize(text: string): unknown {
  return parse(text, classRevivers());
}
