import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { type Tab, tabs } from "./search.ts";

/** The tabs of a run: links, so that each has its address. */
export function Tabs({ current, counts }: { readonly current: Tab; readonly counts: { readonly [K in Tab]?: number | undefined } }) {
  const bar = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each other tab is brought into sight on a narrow screen
  useEffect(() => {
    bar.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <nav
      ref={bar}
      aria-label="Parts of this run"
      className="no-print flex gap-0.5 overflow-x-auto border-b border-line [scrollbar-width:none]"
    >
      {tabs.map((tab) => (
        <Link
          key={tab}
          from="/runs/$id"
          to="/runs/$id"
          search={(old) => ({ ...old, tab: tab === "tasks" ? undefined : tab, task: undefined }) as never}
          replace
          resetScroll={false}
          data-tab={tab}
          aria-current={tab === current ? "page" : undefined}
          className={`relative flex h-9 items-center gap-1.5 rounded-t-md px-3 text-sm font-medium whitespace-nowrap focus-visible:-outline-offset-2 ${tab === current ? "text-ink after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-water" : "text-ink-2 hover:text-ink"}`}
        >
          {names[tab]}
          {(counts[tab] ?? 0) > 0 && (
            <span className="rounded-full bg-hover px-1.5 text-xs leading-4.5 text-ink-2 tabular">{counts[tab]?.toLocaleString()}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}

const names: Readonly<Record<Tab, string>> = {
  tasks: "Tasks",
  graph: "Graph",
  logs: "Logs",
  parameters: "Parameters",
  artifacts: "Artifacts",
  subflows: "Subflows",
  details: "Details",
};
