import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight, Waypoints } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import type { TaskRun } from "../../../../core/contract/task-runs.ts";
import { taskRunStatesQuery } from "../../api/queries.ts";
import { cx } from "../../lib/cx.ts";
import { useMedia } from "../../lib/media.ts";
import { useTicking } from "../../lib/now.ts";
import { usePageOffset } from "../../lib/page-offset.ts";
import { formatDuration, toMs } from "../../lib/time.ts";
import { isFinal, stateLabel, type Tone, toneOf } from "../../lib/tone.ts";
import { StateIcon } from "../../ui/state.tsx";
import { RunTime } from "../../ui/time.tsx";
import { type Axis, place, tickLabel, ticks } from "./axis.ts";
import type { Group, Row } from "./rows.ts";

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

const grid = "grid grid-cols-[minmax(0,1fr)_76px] items-center gap-x-3 px-3 md:grid-cols-[minmax(200px,26%)_minmax(0,1fr)_84px]";
const rowLook = "absolute inset-x-0 top-0 border-b border-line last:border-b-0 hover:bg-hover focus-within:bg-hover";
const barPlace = "relative order-3 col-span-2 h-2.5 md:order-none md:col-span-1 md:h-3.5";

type Style = { readonly height: number; readonly transform: string };

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

function TaskRow({
  run,
  indented,
  index,
  style,
  axis,
  now,
  open,
  selected,
}: {
  readonly run: TaskRun;
  readonly indented: boolean;
  readonly index: number;
  readonly style: Style;
  readonly axis: Axis;
  readonly now: number;
  readonly open: (id: string) => void;
  readonly selected: boolean;
}) {
  const child = run.state?.state_details.child_flow_run_id;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      style={style}
      data-tone={toneOf(run.state_type, run.state_name)}
      className={cx(grid, rowLook, selected && "bg-water-soft")}
    >
      <span role="cell" className={cx("flex min-w-0 items-center gap-2", indented && "pl-5")}>
        <span className="tone-text">
          <StateIcon type={run.state_type} name={run.state_name} size={14} turning />
        </span>
        <span className="sr-only">{stateLabel(run.state_type, run.state_name)}</span>
        <button
          type="button"
          data-row
          onClick={() => open(run.id)}
          className="min-w-0 truncate text-left text-sm after:absolute after:inset-0 focus-visible:-outline-offset-2"
          title={`${run.name}: ${stateLabel(run.state_type, run.state_name)}`}
        >
          {run.name}
        </button>
        {run.run_count > 1 && <Mark tone="late" text={`${run.run_count}×`} title={`Ran ${run.run_count} times`} />}
        {run.state_name === "Cached" && <Mark text="cached" title="The result came from the cache; the task did not run" />}
        {run.state_name !== null && unusual.has(run.state_name) && (
          <Mark text={stateLabel(run.state_type, run.state_name).toLowerCase()} title={run.state?.message ?? run.state_name} />
        )}
        {child != null && (
          <Link
            to="/runs/$id"
            params={{ id: child }}
            aria-label={`Open the subflow run of ${run.name}`}
            title="Open the subflow run"
            className="relative z-10 rounded p-0.5 text-ink-3 hover:text-ink"
          >
            <Waypoints aria-hidden="true" size={14} />
          </Link>
        )}
      </span>
      <span role="cell" className={barPlace}>
        {run.run_count > 1 || (run.state_type === "SCHEDULED" && run.start_time !== null) ? (
          <Attempts run={run} axis={axis} now={now} />
        ) : (
          <Bar run={run} axis={axis} now={now} />
        )}
      </span>
      <span role="cell" className="text-right text-sm text-ink-2 tabular">
        <RunTime run={run} />
      </span>
    </div>
  );
}

const unusual = new Set(["AwaitingRetry", "Retrying", "TimedOut", "Late", "Suspended"]);

function Bar({ run, axis, now }: { readonly run: TaskRun; readonly axis: Axis; readonly now: number }) {
  const [due, start, end] = spanOf(run, now);
  const waited = start !== null && due !== null && start > due ? place(axis, due, start) : null;
  const ran = start === null ? null : place(axis, start, end, 0.3);
  return (
    <span className="pointer-events-none absolute inset-0 block">
      {waited !== null && waited.width > 0.2 && (
        <span
          title="Waited"
          className="absolute top-1/2 h-px border-t border-dashed border-line-strong"
          style={{ left: `${waited.left}%`, width: `${waited.width}%` }}
        />
      )}
      {ran !== null && (
        <span
          className={cx(
            "absolute inset-y-0 rounded-[3px] tone-solid",
            run.state_type === "RUNNING" && "flowing",
            run.state_name === "Cached" && "opacity-70",
          )}
          style={{ left: `${ran.left}%`, width: `${ran.width}%` }}
        />
      )}
    </span>
  );
}

// A task that was tried again: one bar for each time it ran, those that failed in their colour.
function Attempts({ run, axis, now }: { readonly run: TaskRun; readonly axis: Axis; readonly now: number }) {
  const states = useQuery(taskRunStatesQuery(run.id, run.state_id)).data;
  if (states === undefined) return <Bar run={run} axis={axis} now={now} />;
  return (
    <span className="pointer-events-none absolute inset-0 block">
      {states.map((state, index) => {
        const next = states[index + 1];
        if (next === undefined && isFinal(state.type)) return null;
        const spot = place(
          axis,
          toMs(state.timestamp),
          next === undefined ? now : toMs(next.timestamp),
          state.type === "RUNNING" ? 0.3 : 0,
        );
        const style = { left: `${spot.left}%`, width: `${spot.width}%` };
        if (state.type !== "RUNNING")
          return <span key={state.id} className="absolute top-1/2 h-px border-t border-dashed border-line-strong" style={style} />;
        return (
          <span
            key={state.id}
            data-tone={next === undefined ? "running" : next.type === "SCHEDULED" ? "failed" : toneOf(next.type, next.name)}
            className={cx("absolute inset-y-0 rounded-[3px] tone-solid", next === undefined && "flowing")}
            style={style}
          />
        );
      })}
    </span>
  );
}

function GroupRow({
  group,
  index,
  style,
  axis,
  now,
  open,
  toggle,
}: {
  readonly group: Group;
  readonly index: number;
  readonly style: Style;
  readonly axis: Axis;
  readonly now: number;
  readonly open: boolean;
  readonly toggle: (key: string) => void;
}) {
  const spans = group.runs.map((run) => spanOf(run, now));
  const starts = spans.flatMap(([, start]) => (start === null ? [] : [start]));
  const start = Math.min(...starts);
  const end = Math.max(...spans.map(([, , last]) => last));
  const extent = starts.length === 0 ? null : place(axis, start, end, 0.3);
  const bad = group.tones.reduce((sum, { tone, count }) => sum + (tone === "failed" || tone === "crashed" ? count : 0), 0);
  const total = group.runs.reduce((sum, run) => sum + run.total_run_time, 0);
  const worst =
    group.tones.find(({ tone }) => tone === "failed" || tone === "crashed") ??
    group.tones.find(({ tone }) => tone === "running") ??
    group.tones[0];
  return (
    <div role="row" aria-rowindex={index + 2} style={style} data-tone={worst?.tone} className={cx(grid, rowLook)}>
      <span role="cell" className="flex min-w-0 items-center gap-2">
        <span className="tone-text">
          <StateIcon type={worst?.type} name={worst?.tone === "cached" ? "Cached" : null} size={14} />
        </span>
        <button
          type="button"
          data-row
          aria-expanded={open}
          onClick={() => toggle(group.key)}
          className="flex min-w-0 items-center gap-1 text-left text-sm font-medium after:absolute after:inset-0 focus-visible:-outline-offset-2"
        >
          <span className="truncate">{group.name}</span>
          <ChevronRight aria-hidden="true" size={14} className={cx("shrink-0 text-ink-3 transition-transform", open && "rotate-90")} />
        </button>
        <span className="text-xs text-ink-3 tabular">{group.runs.length.toLocaleString()} runs</span>
        {bad > 0 && (
          <Mark tone="failed" text={`${bad.toLocaleString()} failed`} title={`${bad} of ${group.runs.length} runs failed or crashed`} />
        )}
      </span>
      <span role="cell" className={barPlace}>
        {extent !== null && (
          <span
            title={group.tones
              .map(({ type, tone, count }) => `${count} ${tone === "cached" ? "cached" : stateLabel(type).toLowerCase()}`)
              .join(", ")}
            className="absolute inset-y-0 flex overflow-hidden rounded-[3px]"
            style={{ left: `${extent.left}%`, width: `${extent.width}%` }}
          >
            {group.tones.map(({ tone, count }) => (
              <span
                key={tone}
                data-tone={tone}
                className={cx("tone-solid", (tone === "failed" || tone === "crashed") && "min-w-[3px] shrink-0")}
                style={{ width: `${(count / group.runs.length) * 100}%` }}
              />
            ))}
          </span>
        )}
      </span>
      <span
        role="cell"
        className="text-right text-sm text-ink-2 tabular"
        title={`${formatDuration(total)} in all, ${formatDuration(total / group.runs.length)} on average`}
      >
        {starts.length === 0 ? "–" : formatDuration((end - start) / 1000)}
      </span>
    </div>
  );
}

function Mark({ text, title, tone }: { readonly text: string; readonly title: string; readonly tone?: Tone }) {
  return (
    <span
      {...(tone === undefined ? {} : { "data-tone": tone })}
      title={title}
      className="relative z-10 shrink-0 rounded-[5px] px-1.5 text-2xs leading-4.5 font-medium tone-soft tone-text tabular"
    >
      {text}
    </span>
  );
}

/** When a run was due, when it began and when it ended, or now. */
function spanOf(run: TaskRun, now: number): [due: number | null, start: number | null, end: number] {
  const start = run.start_time === null ? null : toMs(run.start_time);
  const end =
    run.end_time !== null ? toMs(run.end_time) : start === null ? 0 : isFinal(run.state_type) ? start + run.total_run_time * 1000 : now;
  return [run.expected_start_time === null ? null : toMs(run.expected_start_time), start, Math.max(end, start ?? 0)];
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
