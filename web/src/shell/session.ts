import { useSyncExternalStore } from "react";

let needed = false;
const listeners = new Set<() => void>();

/** Whether the API asked for a token (401) and none has been given since. */
export function useSignInNeeded(): boolean {
  return useSyncExternalStore(subscribe, () => needed);
}

/** Shows or hides the sign-in page. */
export function setSignInNeeded(value: boolean): void {
  if (needed === value) return;
  needed = value;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
