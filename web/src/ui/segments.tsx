import { useId } from "react";
import { cx } from "../lib/cx.ts";

interface Props<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, name: string])[];
  readonly value: T;
  readonly change: (value: T) => void;
  /** Its label is only for those who listen. */
  readonly bare?: boolean;
}

/** One of a few, all in sight: radio buttons in a row. */
export function Segments<T extends string>({ label, options, value, change, bare = false }: Props<T>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="flex min-w-0 flex-col gap-1">
      {!bare && (
        <span aria-hidden="true" className="text-sm font-medium">
          {label}
        </span>
      )}
      <span className="flex w-fit max-w-full gap-0.5 overflow-x-auto rounded-lg border border-line bg-sunken p-0.5">
        {options.map(([option, text]) => (
          <label
            key={option}
            className={cx(
              "relative flex h-7 items-center rounded-md px-3 text-sm whitespace-nowrap has-focus-visible:outline-2 has-focus-visible:outline-water",
              option === value ? "bg-surface font-medium text-ink shadow-[0_0_0_1px_var(--line)]" : "text-ink-2 hover:text-ink",
            )}
          >
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => change(option)}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            {text}
          </label>
        ))}
      </span>
    </div>
  );
}
