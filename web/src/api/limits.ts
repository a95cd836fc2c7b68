import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import { every, failuresOf } from "./live.ts";

/** All concurrency limits by name, those of tags among them. */
export function limitsQuery() {
  return queryOptions({
    queryKey: ["limits"],
    queryFn: ({ signal }) => api.filterConcurrencyLimitsV2({ body: { limit: 200 } }, signal),
    refetchInterval: (query) => every(4_000, failuresOf(query)),
  });
}

/** Who holds slots of a limit. */
export function holdersQuery(name: string) {
  return queryOptions({
    queryKey: ["limit-holders", name],
    queryFn: ({ signal }) => api.readConcurrencyHolders({ params: { id_or_name: name } }, signal),
    refetchInterval: (query) => every(3_000, failuresOf(query)),
  });
}
