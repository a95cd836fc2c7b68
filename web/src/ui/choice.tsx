import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../lib/cx.ts";

interface Props {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly value: string;
  readonly change: (value: string) => void;
  /** Something else than the usual is chosen. */
  readonly active?: boolean;
  /** `option` elements. */
  readonly children: ReactNode;
}

/** One choice of a few: the browser's own list, which every hand and reader knows. */
export function Choice({ label, icon, value, change, active = false, children }: Props) {
  return (
    <label className={cx("control relative focus-within:border-water", active && "border-water text-ink")}>
      {icon}
      <select
        aria-label={label}
        value={value}
        onChange={(event) => change(event.target.value)}
        className="max-w-52 min-w-0 appearance-none truncate bg-transparent text-sm outline-none [field-sizing:content] [&>option]:bg-raised [&>option]:text-ink"
      >
        {children}
      </select>
      <ChevronDown aria-hidden="true" size={13} className="pointer-events-none shrink-0 text-ink-3" />
    </label>
  );
}
