import type { ObjectFilters } from "#core/rules/select.ts";

/** True if the request asks for objects that do not exist on this floor, so that nothing can match. */
export function asksForTheAbsent(filters: ObjectFilters): boolean {
  return [filters.deployments, filters.work_pools, filters.work_pool_queues].some(
    (filter) => filter !== undefined && Object.entries(filter).some(([key, value]) => key !== "operator" && value !== undefined),
  );
}

/** The values a sub-filter allows, if it must hold (its parent joins by AND) and names them. */
export function required<T>(
  filter: { readonly operator: "and_" | "or_" } | undefined,
  part: { readonly any_?: T[] | undefined; readonly operator?: "and_" | "or_" } | undefined,
): T[] | undefined {
  if (filter === undefined || filter.operator === "or_" || part === undefined || part.operator === "or_") return undefined;
  return part.any_;
}
