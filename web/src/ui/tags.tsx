import { cx } from "../lib/cx.ts";

/** Tags on one line; those that do not fit are counted. */
export function Tags({
  tags,
  limit = 3,
  className,
}: {
  readonly tags: readonly string[];
  readonly limit?: number;
  readonly className?: string;
}) {
  if (tags.length === 0) return null;
  return (
    <span className={cx("flex min-w-0 items-center gap-1 overflow-hidden", className)} title={tags.join(", ")}>
      {tags.slice(0, limit).map((tag) => (
        <span
          key={tag}
          className={cx(
            "truncate rounded-[5px] border border-line bg-sunken px-1.5 text-xs leading-4.5 text-ink-2",
            // a short one makes no room for a long one
            tag.length < 10 ? "shrink-0" : "min-w-0",
          )}
        >
          {tag}
        </span>
      ))}
      {tags.length > limit && <span className="shrink-0 text-xs text-ink-3">+{tags.length - limit}</span>}
    </span>
  );
}
