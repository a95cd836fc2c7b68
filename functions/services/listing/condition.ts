import { type ObjectFilters, says } from "#core/rules/select.ts";

/** True if the request asks for objects that do not exist, so that nothing can match: there are no work pools. */
export function asksForTheAbsent({ work_pools }: ObjectFilters): boolean {
  return says(work_pools);
}

/** The values a sub-filter allows, if it must hold (its parent joins by AND) and names them. */
export function required<T>(
  filter: { readonly operator: "and_" | "or_" } | undefined,
  part: { readonly any_?: T[] | undefined; readonly operator?: "and_" | "or_" } | undefined,
): T[] | undefined {
  if (filter === undefined || filter.operator === "or_" || part === undefined || part.operator === "or_") return undefined;
  return part.any_;
}
