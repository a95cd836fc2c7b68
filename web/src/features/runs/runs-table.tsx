import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { cx } from "../../lib/cx.ts";
import { useMedia } from "../../lib/media.ts";
import { usePageOffset } from "../../lib/page-offset.ts";
import { Failure, SkeletonRows } from "../../ui/notice.tsx";
import { useFlowNames } from "./flow-names.ts";
import { columns, RunRow } from "./run-row.tsx";

interface Props {
  readonly runs: UseInfiniteQueryResult<InfiniteData<FlowRun[]>>;
  readonly rows: readonly FlowRun[] | undefined;
  /** What to show when there is no row. */
  readonly empty: ReactNode;
  /** Leaves out the flow's column, on the page of a flow. */
  readonly ofOneFlow?: boolean;
}

/** The list of runs: only what is on screen is in the document, and more is asked for as the end comes near. */
export function RunsTable({ runs, rows, empty, ofOneFlow = false }: Props) {
  const wide = useMedia("(min-width: 768px)");
  const body = useRef<HTMLDivElement>(null);
  const top = usePageOffset(body);
  const height = wide ? 40 : 68;
  const virtualizer = useWindowVirtualizer({
    count: rows?.length ?? 0,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => rows?.[index]?.id ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height must be measured again
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  const names = useFlowNames(rows);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = runs;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && rows !== undefined && last > rows.length - 30) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows]);

  if (rows === undefined)
    return runs.error === null ? (
      <div className="card">
        <SkeletonRows rows={10} height={height} />
      </div>
    ) : (
      <Failure error={runs.error} retry={() => void runs.refetch()} />
    );
  return (
    <div className={cx("card transition-opacity", runs.isPlaceholderData && "opacity-50")} aria-busy={runs.isPlaceholderData}>
      {rows.length === 0 ? (
        empty
      ) : (
        <div role="table" aria-label="Runs" aria-rowcount={hasNextPage ? -1 : rows.length + 1}>
          <div
            role="row"
            aria-rowindex={1}
            className={cx(columns(ofOneFlow), "hidden h-9 border-b border-line text-xs text-ink-3 md:grid")}
          >
            <span role="columnheader">State</span>
            <span role="columnheader">Run</span>
            {!ofOneFlow && <span role="columnheader">Flow</span>}
            <span role="columnheader">Tags</span>
            <span role="columnheader" className="text-right">
              Started
            </span>
            <span role="columnheader" className="text-right">
              Duration
            </span>
          </div>
          <div ref={body} role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => (
              <RunRow
                key={item.key}
                run={rows[item.index]!}
                flowName={names.get(rows[item.index]!.flow_id)}
                index={item.index}
                height={item.size}
                offset={item.start - top}
                ofOneFlow={ofOneFlow}
              />
            ))}
          </div>
        </div>
      )}
      {isFetchingNextPage && (
        <div className="border-t border-line">
          <SkeletonRows rows={2} height={height} />
        </div>
      )}
    </div>
  );
}
