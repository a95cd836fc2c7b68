import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { ApiError } from "../api/client.ts";

/** Whether what is shown is kept fresh: live, or the server is out of reach and asked again. */
export function Live() {
  const client = useQueryClient();
  const subscribe = useCallback((listener: () => void) => client.getQueryCache().subscribe(listener), [client]);
  const offline = useSyncExternalStore(subscribe, () => isOffline(client));
  useEffect(() => {
    // the server is back: what failed meanwhile need not wait for its next turn
    if (!offline) void client.refetchQueries({ type: "active", predicate: (query) => isOutage(query.state.error) });
  }, [client, offline]);
  return (
    <span
      role="status"
      title={offline ? "The last request failed; it is tried again by itself." : "This page keeps itself up to date while it is visible."}
      className="mr-1 flex items-center gap-1.5 rounded-full px-2 text-xs text-ink-3"
    >
      <span aria-hidden="true" data-tone={offline ? "failed" : "running"} className="size-1.5 rounded-full tone-solid" />
      {offline ? "Reconnecting" : "Live"}
    </span>
  );
}

/** True if the last thing heard from the server was nothing: an outage later than every answer. */
function isOffline(client: QueryClient): boolean {
  let answered = 0;
  let failed = 0;
  for (const { state } of client.getQueryCache().findAll({ type: "active" })) {
    const outage = isOutage(state.error);
    answered = Math.max(answered, state.dataUpdatedAt, outage ? 0 : state.errorUpdatedAt);
    if (outage) failed = Math.max(failed, state.errorUpdatedAt);
  }
  return failed > answered;
}

// A refusal (no such run, a bad filter) is an answer: the server is there.
function isOutage(error: Error | null): boolean {
  return error !== null && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500);
}
