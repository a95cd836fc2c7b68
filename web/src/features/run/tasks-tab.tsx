import type { UseQueryResult } from "@tanstack/react-query";
import { Layers, ListTree, Search } from "lucide-react";
import { useMemo, useState } from "react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import type { TaskRun } from "../../../../core/contract/task-runs.ts";
import { TASK_RUNS_SHOWN } from "../../api/task-runs.ts";
import { isFinal, stateLabel, toneOf } from "../../lib/tone.ts";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { StateIcon } from "../../ui/state.tsx";
import { countTypes, filterRuns, GROUP_FROM, timelineRows } from "./rows.ts";
import type { RunSearch } from "./search.ts";
import { Timeline } from "./timeline.tsx";

interface Props {
  readonly run: FlowRun;
  readonly tasks: UseQueryResult<TaskRun[]>;
  readonly search: RunSearch;
  readonly set: (part: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) => void;
  readonly open: (id: string) => void;
}

/** The task runs of a run on one time axis. */
export function TasksTab({ run, tasks, search, set, open }: Props) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const all = tasks.data ?? none;
  const grouped = search.group === undefined ? all.length > GROUP_FROM : search.group === "on";
  const matching = useMemo(() => filterRuns(all, search.q, search.state), [all, search.q, search.state]);
  const rows = useMemo(() => timelineRows(matching, grouped, opened), [matching, grouped, opened]);
  const types = useMemo(() => countTypes(all), [all]);
  if (tasks.data === undefined)
    return tasks.error === null ? (
      <SkeletonRows rows={8} height={34} />
    ) : (
      <Failure error={tasks.error} retry={() => void tasks.refetch()} />
    );
  if (all.length === 0) return <NoTasks run={run} />;
  const toggle = (key: string) =>
    setOpened((old) => (old.has(key) ? new Set([...old].filter((other) => other !== key)) : new Set([...old, key])));
  return (
    <div className="flex flex-col gap-3">
      <div role="search" aria-label="Filter task runs" className="no-print flex flex-wrap items-center gap-2">
        <SearchField
          label="Search task runs"
          icon={<Search aria-hidden="true" size={14} />}
          value={search.q ?? ""}
          change={(q) => set({ q })}
          className="w-full sm:w-60"
        />
        {types.map(({ type, count }) => {
          const chosen = search.state?.includes(type) ?? false;
          return (
            <button
              key={type}
              type="button"
              data-tone={toneOf(type)}
              aria-pressed={chosen}
              onClick={() => set({ state: chosen ? search.state?.filter((other) => other !== type) : [...(search.state ?? []), type] })}
              className="control aria-pressed:border-water aria-pressed:text-ink"
            >
              <span className="tone-text">
                <StateIcon type={type} size={14} />
              </span>
              {stateLabel(type)}
              <span className="font-medium tabular">{count.toLocaleString()}</span>
            </button>
          );
        })}
        <button
          type="button"
          aria-pressed={grouped}
          onClick={() => set({ group: grouped ? "off" : "on" })}
          className="control ml-auto aria-pressed:text-ink"
        >
          <Layers aria-hidden="true" size={14} />
          {grouped ? "Grouped by task" : "Group by task"}
        </button>
      </div>
      {all.length >= TASK_RUNS_SHOWN && (
        <p role="status" className="text-sm text-ink-2">
          The newest {all.length.toLocaleString()} task runs are shown.
        </p>
      )}
      {rows.length === 0 ? (
        <div className="card">
          <Empty title="No task run matches">
            <button type="button" className="control" onClick={() => set({ q: undefined, state: undefined })}>
              Clear filters
            </button>
          </Empty>
        </div>
      ) : (
        <Timeline run={run} rows={rows} all={all} opened={opened} toggle={toggle} open={open} selected={search.task} />
      )}
    </div>
  );
}

const none: readonly TaskRun[] = [];

function NoTasks({ run }: { readonly run: FlowRun }) {
  return (
    <div className="card">
      <Empty
        icon={<ListTree size={28} strokeWidth={1.6} aria-hidden="true" />}
        title={isFinal(run.state_type) ? "No task runs" : "No task run yet"}
      >
        <p>
          {run.start_time === null
            ? "The run has not started."
            : isFinal(run.state_type)
              ? "The flow called no task. Wrap steps in task(…) to see, retry and cache each one."
              : "Tasks appear here as the flow calls them."}
        </p>
      </Empty>
    </div>
  );
}
