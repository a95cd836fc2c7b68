import { Monitor, Moon, Sun } from "lucide-react";
import { type Theme, useTheme } from "./theme.ts";

/** Steps through the system's theme, light and dark. */
export function ThemeButton() {
  const { theme, choose } = useTheme();
  const { icon: Icon, next, name } = steps[theme];
  return (
    <button
      type="button"
      className="inline-flex size-8 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
      title={`Theme: ${name}`}
      aria-label={`Theme: ${name}. Switch to ${steps[next].name}`}
      onClick={() => choose(next)}
    >
      <Icon aria-hidden="true" size={16} />
    </button>
  );
}

const steps: Readonly<Record<Theme, { readonly icon: typeof Sun; readonly next: Theme; readonly name: string }>> = {
  system: { icon: Monitor, next: "light", name: "system" },
  light: { icon: Sun, next: "dark", name: "light" },
  dark: { icon: Moon, next: "system", name: "dark" },
};
