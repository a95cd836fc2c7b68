// One condition of a filter: undefined stands for "no condition", so that it takes no part in an OR.
// any_: [] matches nothing; not_any_: [], all_: [] and like_: "" are no conditions; before_ and after_ are inclusive.
// Where SQL's NULL makes Prefect drop a row from not_any_, ours keeps it: nothing is not one of the excluded values.

/** The outcome of one condition, or undefined if it is none. */
export type Condition = boolean | undefined;

/** Joins conditions: AND by default, OR with `or_`; without any condition everything matches. */
export function join(operator: "and_" | "or_" | undefined, conditions: readonly Condition[]): boolean {
  const given = conditions.filter((condition) => condition !== undefined);
  return operator === "or_" && given.length > 0 ? given.includes(true) : !given.includes(false);
}

/** Like {@link join}, but no condition if there are none, for a filter nested in another. */
export function joinNested(operator: "and_" | "or_" | undefined, conditions: readonly Condition[]): Condition {
  return conditions.some((condition) => condition !== undefined) ? join(operator, conditions) : undefined;
}

/** One of the values. */
export function anyOf<T>(list: readonly T[] | undefined, value: T | null): Condition {
  return list === undefined ? undefined : value !== null && list.includes(value);
}

/** None of the values. */
export function notAnyOf<T>(list: readonly T[] | undefined, value: T | null): Condition {
  return list === undefined || list.length === 0 ? undefined : value === null || !list.includes(value);
}

/** Contains the text, whatever the case. */
export function like(pattern: string | undefined, value: string | null): Condition {
  return pattern === undefined || pattern === "" ? undefined : value?.toLowerCase().includes(pattern.toLowerCase()) === true;
}

/** Is there no value (true), or is there one (false)? */
export function isNull(wanted: boolean | undefined, value: unknown): Condition {
  return wanted === undefined ? undefined : wanted === (value === null || value === undefined);
}

/** Between the two times, both inclusive; a missing time is never between. */
export function within(
  range: { readonly before_?: string | undefined; readonly after_?: string | undefined },
  value: string | null,
): readonly Condition[] {
  return [
    range.before_ === undefined ? undefined : value !== null && value <= range.before_,
    range.after_ === undefined ? undefined : value !== null && value >= range.after_,
  ];
}
