import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { ApiError } from "../api/client.ts";

/** Whether what is shown is kept fresh: live, or the server is out of reach and asked again. */
export function Live() {
  const client = useQueryClient();
  const subscribe = useCallback((listener: () => void) => client.getQueryCache().subscribe(listener), [client]);
  const offline = useSyncExternalStore(subscribe, () =>
    client
      .getQueryCache()
      .findAll({ type: "active" })
      .some((query) => query.state.error !== null && isOutage(query.state.error)),
  );
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

// A refusal (no such run, a bad filter) is an answer: the server is there.
function isOutage(error: Error): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}
