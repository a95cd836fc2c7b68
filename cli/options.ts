import { InvalidArgumentError } from "commander";
import { StateType } from "#core/contract/states.ts";

/** Reads a whole number of an option. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) throw new InvalidArgumentError(`Expected a whole number from ${from} to ${to}.`);
    return value;
  };
}

/** Gathers an option that may be given several times. */
export function gather(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** The filter for states named by people: types in any case (`failed`), or names as shown (`AwaitingRetry`). */
export function stateFilter(words: readonly string[] | undefined) {
  if (words === undefined) return undefined;
  const types: StateType[] = [];
  const names: string[] = [];
  for (const word of words) {
    const type = StateType.safeParse(word.toUpperCase());
    if (type.success) types.push(type.data);
    else names.push(stateNames.find((name) => name.toLowerCase() === word.toLowerCase()) ?? word);
  }
  return {
    operator: "or_" as const,
    ...(types.length > 0 && { type: { any_: types } }),
    ...(names.length > 0 && { name: { any_: names } }),
  };
}

const stateNames = [
  "Late",
  "AwaitingRetry",
  "AwaitingConcurrencySlot",
  "Retrying",
  "Cached",
  "TimedOut",
  "Suspended",
  "Resuming",
  "RolledBack",
];
