import { isPlainObject } from "./plain-object.ts";

/** How many entries of a value are remembered, and looked at. Rows by the thousand are data. */
const ENTRIES = 100;

/**
 * Which task run made a value, so that a value that was awaited and then handed to another task still shows the dependency.
 * Known for objects and lists and their entries; texts and numbers have no identity. Keeps no value alive.
 */
export class MadeValues {
  readonly #makers = new WeakMap<object, string>();

  /** Notes what a task run returned. */
  note(value: unknown, taskRunId: string): void {
    for (const part of partsOf(value)) this.#makers.set(part, taskRunId);
  }

  /** The task run that made the value itself. */
  makerOf(value: object): string | undefined {
    return this.#makers.get(value);
  }

  /** The task runs that made the value or its entries, each once. */
  makersOf(value: unknown): string[] {
    const makers: string[] = [];
    for (const part of partsOf(value)) {
      const maker = this.#makers.get(part);
      if (maker !== undefined && !makers.includes(maker)) makers.push(maker);
    }
    return makers;
  }
}

const NONE: readonly object[] = [];

function partsOf(value: unknown): readonly object[] {
  if (typeof value !== "object" || value === null) return NONE;
  const entries = Array.isArray(value) ? value.slice(0, ENTRIES) : isPlainObject(value) ? Object.values(value).slice(0, ENTRIES) : [];
  return [value, ...entries.filter((entry) => typeof entry === "object" && entry !== null)];
}
