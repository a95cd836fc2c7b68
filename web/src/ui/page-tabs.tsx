import { Link } from "@tanstack/react-router";

interface Props<T extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly name: string; readonly count?: number | undefined }[];
  readonly current: T;
}

/** Parts of a page, each with its address; the first is the page's own. */
export function PageTabs<T extends string>({ label, tabs, current }: Props<T>) {
  return (
    <nav aria-label={label} className="no-print flex gap-0.5 overflow-x-auto border-b border-line [scrollbar-width:none]">
      {tabs.map((tab, index) => (
        <Link
          key={tab.id}
          to="."
          search={((old: Record<string, unknown>) => ({ ...old, tab: index === 0 ? undefined : tab.id })) as never}
          replace
          resetScroll={false}
          data-tab={tab.id}
          aria-current={tab.id === current ? "page" : undefined}
          className={`relative flex h-9 items-center gap-1.5 rounded-t-md px-3 text-sm font-medium whitespace-nowrap focus-visible:-outline-offset-2 ${tab.id === current ? "text-ink after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-water" : "text-ink-2 hover:text-ink"}`}
        >
          {tab.name}
          {(tab.count ?? 0) > 0 && (
            <span className="rounded-full bg-hover px-1.5 text-xs leading-4.5 text-ink-2 tabular">{tab.count?.toLocaleString()}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
