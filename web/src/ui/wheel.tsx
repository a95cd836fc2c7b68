import { cx } from "../lib/cx.ts";

/** The mill wheel: the mark's upper part, and the icon of everything that runs. */
export function Wheel({
  size = 16,
  turning = false,
  className,
}: {
  readonly size?: number;
  readonly turning?: boolean;
  readonly className?: string;
}) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="2.1"
      strokeLinecap="round"
      className={cx("shrink-0", turning && "animate-wheel", className)}
    >
      <circle cx="12" cy="12" r="6.6" />
      <circle cx="12" cy="12" r="1.7" fill="currentColor" stroke="none" />
      {sixths.map((angle) => (
        <path key={angle} d="M12 5.4l2.5-3.3" transform={`rotate(${angle} 12 12)`} />
      ))}
    </svg>
  );
}

/** The mark of Millrace: a wheel above the water that turns it. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 32 32"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      className="shrink-0 text-water"
    >
      <circle cx="16" cy="13.4" r="7.6" />
      <path d="M16 8.4v10M11.7 10.9l8.6 5M20.3 10.9l-8.6 5" strokeWidth="1.5" />
      {sixths.map((angle) => (
        <path key={angle} d="M16 5.8l3-3.9" transform={`rotate(${angle} 16 13.4)`} />
      ))}
      <path d="M2.5 28.8c3.4-2.4 6.6-2.4 9 0s5.6 2.4 9 0 6.6-2.4 9 0" />
    </svg>
  );
}

const sixths = [0, 60, 120, 180, 240, 300];
