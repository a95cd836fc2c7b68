import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import { every, failuresOf } from "./live.ts";

/** All notifications by name. */
export function notificationsQuery() {
  return queryOptions({
    queryKey: ["notifications"],
    queryFn: ({ signal }) => api.filterNotifications({}, signal),
    refetchInterval: (query) => every(10_000, failuresOf(query)),
  });
}

/** The last deliveries of a notification, newest first. */
export function deliveriesQuery(id: string) {
  return queryOptions({
    queryKey: ["deliveries", id],
    queryFn: ({ signal }) => api.filterDeliveries({ params: { id }, query: { limit: 50 } }, signal),
    refetchInterval: (query) => every(query.state.data?.some((one) => one.status === "PENDING") ? 1_500 : 6_000, failuresOf(query)),
  });
}
