import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** Where a page belongs: links from the list down to it. */
export function Crumbs({ label, children }: { readonly label: string; readonly children: readonly ReactNode[] }) {
  return (
    <nav aria-label={label} className="flex flex-wrap items-center gap-1 text-sm text-ink-3">
      {children.map((child, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of an address never change places
        <span key={index} className="flex min-w-0 items-center gap-1 wrap-anywhere">
          {index > 0 && <ChevronRight aria-hidden="true" size={13} className="shrink-0" />}
          {child}
        </span>
      ))}
    </nav>
  );
}
