import { cx } from "../lib/cx.ts";

/** A switch: on or off at once, without a form. */
export function Toggle({
  label,
  on,
  change,
  disabled = false,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly change: (on: boolean) => void;
  readonly disabled?: boolean;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={() => change(!on)}
      className={cx(
        "relative inline-flex h-5 w-9 shrink-0 items-center rounded-full border transition-colors",
        on ? "border-water bg-water" : "border-line-strong bg-sunken",
      )}
    >
      <span
        aria-hidden="true"
        className={cx("size-3.5 rounded-full transition-transform", on ? "translate-x-[18px] bg-on-water" : "translate-x-[3px] bg-ink-3")}
      />
    </button>
  );
}
