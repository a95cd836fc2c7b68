import { type ReactNode, useEffect, useState } from "react";
import { cx } from "../lib/cx.ts";

interface Props {
  readonly label: string;
  readonly icon: ReactNode;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly className?: string;
}

/** A field that reports what is typed once the typing rests, or at once when it is left, so that a link followed next is not overtaken. `/` focuses it. */
export function SearchField({ label, icon, value, change, className }: Props) {
  const [draft, setDraft] = useState(value);
  const [from, setFrom] = useState(value);
  if (from !== value) {
    setFrom(value);
    setDraft(value);
  }
  useEffect(() => {
    if (draft === value) return;
    const timer = setTimeout(() => change(draft.trim()), 220);
    return () => clearTimeout(timer);
  }, [draft, value, change]);
  return (
    <label className={cx("control cursor-text focus-within:border-water", className)}>
      {icon}
      <input
        type="search"
        data-search
        aria-label={label}
        placeholder={label}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => draft.trim() !== value && change(draft.trim())}
        className="min-w-0 flex-1 bg-transparent text-sm text-ink outline-none placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
      />
      {draft === "" && <kbd className="rounded border border-line px-1.5 text-2xs leading-4 text-ink-3 max-sm:hidden">/</kbd>}
    </label>
  );
}
