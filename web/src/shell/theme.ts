import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
const KEY = "millrace.theme";
const listeners = new Set<() => void>();

/** The chosen theme and how to choose the next one. `public/theme.js` applies the choice before the first paint. */
export function useTheme(): { readonly theme: Theme; readonly choose: (theme: Theme) => void } {
  const theme = useSyncExternalStore(subscribe, read);
  return { theme, choose };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

function choose(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // storage may be denied; the choice then lasts for this page
  }
  for (const listener of listeners) listener();
}
