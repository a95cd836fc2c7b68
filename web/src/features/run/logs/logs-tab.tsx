import { ArrowDownToLine, Download, ListTree, Search, SlidersHorizontal, TextSearch } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import type { TaskRun } from "../../../../../core/contract/task-runs.ts";
import { Choice } from "../../../ui/choice.tsx";
import { Empty, Failure, SkeletonRows } from "../../../ui/notice.tsx";
import { SearchField } from "../../../ui/search-field.tsx";
import { type Level, levels, type RunSearch } from "../search.ts";
import { LogLines } from "./log-lines.tsx";
import { useLogWindow } from "./use-log-window.ts";

interface Props {
  readonly flowRunId: string;
  readonly live: boolean;
  readonly tasks: readonly TaskRun[];
  readonly search: RunSearch;
  readonly set: (part: { [K in keyof RunSearch]?: RunSearch[K] | undefined }) => void;
}

/** The log of a run: level, words and task to filter by, following while it is written, all of it to download. */
export function LogsTab({ flowRunId, live, tasks, search, set }: Props) {
  const { log, view } = useLogWindow(
    { flowRunId, taskRunId: search.from, level: search.level === undefined ? undefined : levels[search.level], text: search.text },
    live,
  );
  const [follow, setFollow] = useState(live);
  const names = useMemo(() => new Map(tasks.map((task) => [task.id, task.name])), [tasks]);
  const nameOf = useCallback((id: string) => names.get(id), [names]);
  const openTask = useCallback((task: string) => set({ task }), [set]);
  const filtered = search.level !== undefined || search.text !== undefined || search.from !== undefined;
  const toEnd = async () => {
    setFollow(true);
    if (!view.atEnd) await log.open("tail", 3);
  };
  return (
    <div className="flex flex-col gap-3">
      <div role="search" aria-label="Filter log lines" className="no-print flex flex-wrap items-center gap-2">
        <SearchField
          label="Search log lines"
          icon={<Search aria-hidden="true" size={14} />}
          value={search.text ?? ""}
          change={(text) => set({ text })}
          className="w-full sm:w-72"
        />
        <Choice
          label="Level"
          active={search.level !== undefined}
          icon={<SlidersHorizontal aria-hidden="true" size={14} />}
          value={search.level ?? ""}
          change={(level) => set({ level: (level || undefined) as Level | undefined })}
        >
          <option value="">All levels</option>
          {(Object.keys(levels) as Level[]).map((level) => (
            <option key={level} value={level}>
              {levelNames[level]}
            </option>
          ))}
        </Choice>
        <Choice
          label="Task run"
          active={search.from !== undefined}
          icon={<ListTree aria-hidden="true" size={14} />}
          value={search.from ?? ""}
          change={(from) => set({ from })}
        >
          <option value="">All tasks</option>
          {tasks.slice(0, 1_000).map((task) => (
            <option key={task.id} value={task.id}>
              {task.name}
            </option>
          ))}
        </Choice>
        <span className="ml-auto flex items-center gap-2">
          <button
            type="button"
            aria-pressed={follow}
            onClick={() => (follow ? setFollow(false) : void toEnd())}
            className="control aria-pressed:border-water aria-pressed:text-ink"
            title={live ? "Stay at the newest line" : "Go to the last line"}
          >
            <ArrowDownToLine aria-hidden="true" size={14} />
            {live ? (follow ? "Following" : "Follow") : "To the end"}
          </button>
          <a href={`/api/flow_runs/${flowRunId}/logs/download`} download={`${flowRunId}.csv`} className="control">
            <Download aria-hidden="true" size={14} />
            CSV
          </a>
        </span>
      </div>
      <div className="card flex h-[max(26rem,calc(100dvh-22rem))] flex-col overflow-hidden">
        {!view.loaded ? (
          view.error === null ? (
            <SkeletonRows rows={12} height={24} />
          ) : (
            <Failure error={view.error} retry={() => void log.open("start")} />
          )
        ) : view.lines.length === 0 ? (
          <NoLines live={live} filtered={filtered} clear={() => set({ level: undefined, text: undefined, from: undefined })} />
        ) : (
          <LogLines
            log={log}
            view={view}
            follow={follow}
            unfollow={() => setFollow(false)}
            highlight={search.text}
            nameOf={nameOf}
            openTask={openTask}
            className="min-h-0 flex-1 py-1"
          />
        )}
        {view.loaded && view.lines.length > 0 && (
          <p role="status" className="border-t border-line px-3 py-1 text-xs text-ink-3 tabular">
            {view.lines.length.toLocaleString()}
            {view.atStart && view.atEnd ? "" : "+"} {view.lines.length === 1 ? "line" : "lines"}
            {filtered && " match"}
            {view.busy && " · loading"}
          </p>
        )}
      </div>
    </div>
  );
}

const levelNames: Readonly<Record<Level, string>> = {
  debug: "Debug and up",
  info: "Info and up",
  warning: "Warnings and up",
  error: "Errors only",
};

function NoLines({ live, filtered, clear }: { readonly live: boolean; readonly filtered: boolean; readonly clear: () => void }) {
  return (
    <Empty
      icon={<TextSearch size={28} strokeWidth={1.6} aria-hidden="true" />}
      title={filtered ? "No line matches" : live ? "No line yet" : "No log lines"}
    >
      {filtered ? (
        <button type="button" className="control" onClick={clear}>
          Clear filters
        </button>
      ) : (
        <p>
          {live ? (
            "Lines appear here as they are written."
          ) : (
            <>
              Write some with <code>getRunLogger().info(…)</code>, or set <code>logPrints</code> on the flow.
            </>
          )}
        </p>
      )}
    </Empty>
  );
}
