import { InvalidOptionsError } from "../errors/flow-errors.ts";
import { isUnmapped } from "./arguments.ts";
import { isFuture } from "./future.ts";

/** The arguments of each call that `task.map` makes. */
export function spread(taskName: string, args: readonly unknown[]): unknown[][] {
  const lists = args.map((arg) => listOf(taskName, arg));
  const lengths = new Set(lists.filter((list) => list !== undefined).map((list) => list.length));
  if (lengths.size === 0) {
    throw new InvalidOptionsError({
      what: `${taskName}.map(…) was given no list.`,
      do: "Give at least one parameter a list, or call the task without map.",
    });
  }
  if (lengths.size > 1) {
    const got = lists.map((list) => (list === undefined ? "one value" : `${list.length}`)).join(", ");
    throw new InvalidOptionsError({
      what: `${taskName}.map(…) was given lists of different lengths.`,
      got,
      do: "Give lists of equal length, and wrap what every call gets in unmapped(…).",
    });
  }
  const [length = 0] = lengths;
  return Array.from({ length }, (_, index) => lists.map((list, position) => (list === undefined ? whole(args[position]) : list[index])));
}

function listOf(taskName: string, arg: unknown): readonly unknown[] | undefined {
  if (isUnmapped(arg) || typeof arg !== "object" || arg === null) return undefined;
  if (isFuture(arg)) {
    throw new InvalidOptionsError({
      what: `${taskName}.map(…) was given the future of task run "${arg.name}", whose length is not known yet.`,
      do: "Await it first, or wrap it in unmapped(…) if every call gets the whole of it.",
    });
  }
  if (Array.isArray(arg)) return arg;
  return Symbol.iterator in arg ? [...(arg as Iterable<unknown>)] : undefined;
}

function whole(arg: unknown): unknown {
  return isUnmapped(arg) ? arg.value : arg;
}
