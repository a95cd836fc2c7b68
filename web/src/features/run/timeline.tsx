import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import type { TaskRun } from "../../../../core/contract/task-runs.ts";
import { cx } from "../../lib/cx.ts";
import { useMedia } from "../../lib/media.ts";
import { useTicking } from "../../lib/now.ts";
import { usePageOffset } from "../../lib/page-offset.ts";
import { toMs } from "../../lib/time.ts";
import { isFinal } from "../../lib/tone.ts";
import { type Axis, place, tickLabel, ticks } from "./axis.ts";
import type { Row } from "./rows.ts";
import { spanOf } from "./span.ts";
import { GroupRow, grid, TaskRow } from "./timeline-rows.tsx";

interface Props {
  readonly run: FlowRun;
  readonly rows: readonly Row[];
  /** All task runs, filtered or not: they make the axis, so that filtering does not move it. */
  readonly all: readonly TaskRun[];
  readonly opened: ReadonlySet<string>;
  readonly toggle: (key: string) => void;
  readonly open: (id: string) => void;
  readonly selected: string | undefined;
}

/** Rows of task runs, each a bar on the common axis: hatched while it waited, solid while it ran. */
export function Timeline({ run, rows, all, opened, toggle, open, selected }: Props) {
  const wide = useMedia("(min-width: 768px)");
  const height = wide ? 34 : 50;
  const body = useRef<HTMLDivElement>(null);
  const top = usePageOffset(body);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: 16,
    scrollMargin: top,
    getItemKey: (index) => keyOf(rows[index]),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height must be measured again
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  const now = useTicking((ms) => ms, !isFinal(run.state_type));
  const axis = useMemo(() => axisOf(run, all, now), [run, all, now]);
  return (
    <div role="table" aria-label="Task runs" aria-rowcount={rows.length + 1} className="card overflow-hidden">
      <div role="row" aria-rowindex={1} className={cx(grid, "h-8 border-b border-line text-xs text-ink-3")}>
        <span role="columnheader">Task run</span>
        <span role="columnheader" className="relative hidden h-full md:block">
          <span className="sr-only">Timeline</span>
          {ticks(axis, 9).map((tick) => (
            <span
              key={tick}
              aria-hidden="true"
              className="absolute top-0 flex h-full items-center border-l border-line pl-1 whitespace-nowrap tabular"
              style={{ left: `${place(axis, axis.start + tick, axis.start + tick).left}%` }}
            >
              {tickLabel(tick)}
            </span>
          ))}
        </span>
        <span role="columnheader" className="text-right">
          Duration
        </span>
      </div>
      <div ref={body} role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        <Lines axis={axis} />
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          const style = { height: item.size, transform: `translateY(${item.start - top}px)` };
          if (row === undefined) return null;
          return row.kind === "group" ? (
            <GroupRow
              key={item.key}
              group={row}
              index={item.index}
              style={style}
              axis={axis}
              now={now}
              open={opened.has(row.key)}
              toggle={toggle}
            />
          ) : (
            <TaskRow
              key={item.key}
              run={row.run}
              indented={row.indented}
              index={item.index}
              style={style}
              axis={axis}
              now={now}
              open={open}
              selected={row.run.id === selected}
            />
          );
        })}
      </div>
    </div>
  );
}

// The axis's marks, drawn once behind all rows.
function Lines({ axis }: { readonly axis: Axis }) {
  return (
    <div aria-hidden="true" className={cx(grid, "pointer-events-none absolute inset-0 hidden md:grid")}>
      <span />
      <span className="relative h-full">
        {ticks(axis, 9).map((tick) => (
          <span
            key={tick}
            className="absolute inset-y-0 border-l border-line"
            style={{ left: `${place(axis, axis.start + tick, axis.start + tick).left}%` }}
          />
        ))}
      </span>
    </div>
  );
}

function axisOf(run: FlowRun, all: readonly TaskRun[], now: number): Axis {
  let start = run.start_time === null ? Number.POSITIVE_INFINITY : toMs(run.start_time);
  let end = run.end_time === null ? (isFinal(run.state_type) ? 0 : now) : toMs(run.end_time);
  for (const task of all) {
    const [, began, ended] = spanOf(task, now);
    if (began !== null) {
      start = Math.min(start, began);
      end = Math.max(end, ended);
    }
  }
  return Number.isFinite(start) ? { start, end: Math.max(end, start + 1) } : { start: now, end: now + 1 };
}

function keyOf(row: Row | undefined): string {
  return row === undefined ? "" : row.kind === "group" ? `group ${row.key}` : row.run.id;
}
