import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import { every, failuresOf } from "./live.ts";

/** All storages, and where results go without a default one. */
export function storagesQuery() {
  return queryOptions({
    queryKey: ["storages"],
    queryFn: ({ signal }) => api.listStorages({}, signal),
    refetchInterval: (query) => every(15_000, failuresOf(query)),
  });
}

/** Named blocks of every type. */
export function blocksQuery() {
  return queryOptions({
    queryKey: ["blocks"],
    queryFn: ({ signal }) => api.filterBlocks({ body: { sort: "BLOCK_TYPE_AND_NAME_ASC", limit: 200 } }, signal),
    refetchInterval: (query) => every(15_000, failuresOf(query)),
  });
}

/** All variables by name. */
export function variablesQuery() {
  return queryOptions({
    queryKey: ["variables"],
    queryFn: ({ signal }) => api.filterVariables({ body: { limit: 200 } }, signal),
    refetchInterval: (query) => every(15_000, failuresOf(query)),
  });
}
