import { useSyncExternalStore } from "react";

// One timer for the whole page, running only while somebody watches it.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = Date.now();

/** What `read` makes of the time, renewed each second; renders again only when that changes, so return a text or a number. */
export function useTicking<T extends string | number>(read: (nowMs: number) => T, active = true): T {
  return useSyncExternalStore(active ? subscribe : never, () => read(current));
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    current = Date.now();
    timer = setInterval(tick, 1_000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function never(): () => void {
  return () => undefined;
}

function tick(): void {
  current = Date.now();
  for (const listener of listeners) listener();
}
