import { ChevronDown } from "lucide-react";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { cx } from "../../lib/cx.ts";
import type { Tone } from "../../lib/tone.ts";

// Base UI's popover is a quarter of the first load: it comes when a hand comes near.
const load = () => import("./filter-menu.tsx");
const FilterMenu = lazy(() => load().then((module) => ({ default: module.FilterMenu })));

export interface Option {
  readonly value: string;
  readonly text?: string;
  readonly tone?: Tone;
  readonly icon?: ReactNode;
}

export interface FilterProps {
  readonly label: string;
  readonly options: () => readonly Option[] | Promise<readonly Option[]>;
  readonly chosen: readonly string[] | undefined;
  readonly change: (chosen: readonly string[]) => void;
  /** A chosen value as the button shows it; default: the value. */
  readonly text?: (value: string) => string;
  readonly searchable?: boolean;
  /** Allows a value that is no option. */
  readonly free?: boolean;
}

/** A button that opens a list of choices and shows what is chosen. */
export function FilterButton({ icon, ...props }: FilterProps & { readonly icon: ReactNode }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const chosen = props.chosen ?? [];
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(!open)}
        className={cx("control max-w-72", chosen.length > 0 && "border-water text-ink")}
      >
        {icon}
        {props.label}
        {chosen.length > 0 && (
          <span className="truncate font-medium">{chosen.length > 2 ? chosen.length : chosen.map(props.text ?? humane).join(", ")}</span>
        )}
        <ChevronDown aria-hidden="true" size={13} className="text-ink-3" />
      </button>
      {open && (
        <Suspense>
          <FilterMenu {...props} anchor={button} close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function humane(value: string): string {
  return /^[A-Z]+$/.test(value) ? value.charAt(0) + value.slice(1).toLowerCase() : value;
}
