import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Waypoints } from "lucide-react";
import type { TaskRun } from "../../../../core/contract/task-runs.ts";
import { taskRunStatesQuery } from "../../api/queries.ts";
import { cx } from "../../lib/cx.ts";
import { formatDuration, toMs } from "../../lib/time.ts";
import { isFinal, stateLabel, type Tone, toneOf } from "../../lib/tone.ts";
import { StateIcon } from "../../ui/state.tsx";
import { RunTime } from "../../ui/time.tsx";
import { type Axis, place } from "./axis.ts";
import type { Group } from "./rows.ts";
import { spanOf } from "./span.ts";

/** The columns of the timeline. */
export const grid = "grid grid-cols-[minmax(0,1fr)_76px] items-center gap-x-3 px-3 md:grid-cols-[minmax(200px,26%)_minmax(0,1fr)_84px]";
const rowLook = "absolute inset-x-0 top-0 border-b border-line last:border-b-0 hover:bg-hover focus-within:bg-hover";
const barPlace = "relative order-3 col-span-2 h-2.5 md:order-none md:col-span-1 md:h-3.5";

type Style = { readonly height: number; readonly transform: string };

/** One task run: its name, its bar, its duration. */
export function TaskRow({
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

/** All runs of one task: how many, how they went, from the first to the last. */
export function GroupRow({
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
