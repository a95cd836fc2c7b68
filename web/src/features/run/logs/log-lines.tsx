import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type UIEvent, useEffect, useRef, useState } from "react";
import type { Log } from "../../../../../core/contract/logs.ts";
import { cx } from "../../../lib/cx.ts";
import { formatClock, formatExact, toMs } from "../../../lib/time.ts";
import type { LogView, LogWindow } from "./log-window.ts";
import { levelOf, plainText, split } from "./text.ts";

interface Props {
  readonly log: LogWindow;
  readonly view: LogView;
  readonly follow: boolean;
  readonly unfollow: () => void;
  readonly highlight: string | undefined;
  readonly nameOf: (taskRunId: string) => string | undefined;
  readonly openTask?: (taskRunId: string) => void;
  readonly className?: string;
}

/** Lines of a log in a scroller that holds only what is seen, keeps its place when older lines come, and stays at the end while following. */
export function LogLines({ log, view, follow, unfollow, highlight, nameOf, openTask, className }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { lines } = view;
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    overscan: 24,
    getItemKey: (index) => lines[index]?.id ?? index,
    anchorTo: view.atStart && !follow ? "start" : "end",
    followOnAppend: follow,
  });
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => {
    if (view.busy || !view.loaded || view.error !== null) return;
    if (!view.atEnd && last > lines.length - 60) void log.later(false);
    else if (!view.atStart && !follow && first < 30 && lines.length > 0) void log.earlier();
  }, [log, view, follow, first, last, lines.length]);
  const newest = lines.at(-1)?.id;
  const count = useRef(0);
  count.current = lines.length;
  useEffect(() => {
    if (follow && newest !== undefined) virtualizer.scrollToIndex(count.current - 1, { align: "end" });
  }, [follow, newest, virtualizer]);
  // whoever scrolls up, by wheel, key or bar, wants to stay there
  const before = useRef(0);
  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent) => {
    if (follow && scrollTop < before.current - 2 && scrollHeight - clientHeight - scrollTop > 80) unfollow();
    before.current = scrollTop;
  };
  return (
    <section
      ref={scroller}
      aria-label="Log lines"
      onScroll={onScroll}
      className={cx("overflow-auto overscroll-contain font-mono text-xs leading-5", className)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard
      tabIndex={0}
    >
      <div role="log" aria-live="off" aria-busy={view.busy} className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          return (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtualizer.measureElement}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line
                line={line}
                highlight={highlight}
                task={line.task_run_id === null ? undefined : nameOf(line.task_run_id)}
                {...(openTask === undefined ? {} : { openTask })}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}

const LONG = 16_000;

const Line = memo(function Line({
  line,
  highlight,
  task,
  openTask,
}: {
  readonly line: Log;
  readonly highlight: string | undefined;
  readonly task: string | undefined;
  readonly openTask?: (id: string) => void;
}) {
  const [whole, setWhole] = useState(false);
  const level = levelOf(line.level);
  const text = plainText(line.message);
  const at = toMs(line.timestamp);
  return (
    <div
      data-tone={level.tone}
      className={cx(
        "flex flex-wrap items-baseline gap-x-3 px-3 py-0.5 hover:bg-hover md:flex-nowrap",
        level.loud && "tone-soft hover:tone-soft",
      )}
    >
      <time dateTime={line.timestamp} title={formatExact(at)} className="shrink-0 text-ink-3 tabular">
        {formatClock(at)}
      </time>
      <span className={cx("w-16 shrink-0 font-medium", level.tone === undefined ? "text-ink-3" : "tone-text")}>{level.name}</span>
      {task !== undefined &&
        line.task_run_id !== null &&
        (openTask === undefined ? (
          <span className="w-40 shrink-0 truncate text-ink-2">{task}</span>
        ) : (
          <button
            type="button"
            title={task}
            onClick={() => openTask(line.task_run_id ?? "")}
            className="w-40 shrink-0 truncate rounded text-left text-ink-2 hover:underline"
          >
            {task}
          </button>
        ))}
      {task === undefined && openTask !== undefined && (
        <span className="hidden w-40 shrink-0 truncate text-ink-3 md:inline" title={line.name}>
          {line.name === "flow_runs" || line.name.endsWith(".flow_runs") ? "flow" : line.name}
        </span>
      )}
      <span className="min-w-0 basis-full break-words whitespace-pre-wrap text-ink md:basis-auto md:grow">
        {split(whole ? text : text.slice(0, LONG), highlight).map((part) =>
          part.hit ? (
            <mark key={part.at} className="rounded-[2px] bg-late-soft text-late">
              {part.text}
            </mark>
          ) : (
            part.text
          ),
        )}
        {text.length > LONG && !whole && (
          <button type="button" onClick={() => setWhole(true)} className="ml-2 rounded text-ink-2 underline">
            all {text.length.toLocaleString()} characters
          </button>
        )}
        {line.extra !== undefined && Object.keys(line.extra).length > 0 && (
          <span className="ml-3 text-ink-3">
            {Object.entries(line.extra)
              .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
              .join("  ")}
          </span>
        )}
      </span>
    </div>
  );
});
