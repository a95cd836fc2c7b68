import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo, useState } from "react";
import type { HistoryBucket } from "../../../../core/contract/flow-runs.ts";
import { serverNow } from "../../api/client.ts";
import { historyQuery, oldestRunQuery } from "../../api/queries.ts";
import { cx } from "../../lib/cx.ts";
import { useTicking } from "../../lib/now.ts";
import { formatTick } from "../../lib/time.ts";
import { stateLabel } from "../../lib/tone.ts";
import { StateIcon } from "../../ui/state.tsx";
import { bucketCounts, type Count, sumCounts } from "./buckets.ts";
import { type RunsSearch, toListFilter, type Within } from "./search.ts";
import { axisTicks, historyWindow, type Window } from "./window.ts";

interface Props {
  readonly search: RunsSearch;
  readonly change: (search: RunsSearch) => void;
  readonly within?: Within;
}

/** Runs over time as stacked bars; a bar narrows the list to its span, a state of the legend to that state. */
export function RunHistory({ search, change, within }: Props) {
  const { sort: _, state: __, ...spanKey } = search;
  const key = [search.state, spanKey, within];
  const filter = () => toListFilter(search, serverNow(), within);
  const oldest = useQuery(oldestRunQuery(key, filter));
  // renewed every few seconds only, so that the bars stand still between
  const now = useTicking((ms) => Math.ceil(ms / 5_000) * 5_000);
  const window = useMemo(() => historyWindow(search, oldest.data ?? null, now), [search, oldest.data, now]);
  const history = useQuery({ ...historyQuery(key, filter, window), enabled: oldest.data !== undefined });
  const totals = useMemo(() => sumCounts(history.data ?? []), [history.data]);
  const choose = (count: Count) => {
    const { state: chosen, ...rest } = search;
    const only = chosen?.length === 1 && chosen[0] === count.type;
    change(only ? rest : { ...rest, state: [count.type] });
  };
  const span = ({ interval_start, interval_end }: HistoryBucket) => {
    const { range: _range, ...rest } = search;
    change({ ...rest, from: new Date(interval_start).toISOString(), to: new Date(interval_end).toISOString() });
  };
  return (
    <section aria-label="Runs over time" className="card px-4 pt-3 pb-2">
      <div className="mb-2 flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1">
        {totals.map((count) => (
          <button
            key={count.key}
            type="button"
            data-tone={count.tone}
            onClick={() => choose(count)}
            aria-pressed={search.state?.length === 1 && search.state[0] === count.type}
            className="flex items-center gap-1.5 rounded text-xs text-ink-2 hover:text-ink"
          >
            <span className="tone-text">
              <StateIcon type={count.type} name={count.name} size={13} />
            </span>
            <span className="font-medium tabular">{count.count.toLocaleString()}</span>
            {stateLabel(count.type, count.name)}
          </button>
        ))}
        {totals.length === 0 && <span className="text-xs text-ink-3">{history.data === undefined ? "" : "No run in this span"}</span>}
      </div>
      <Bars buckets={history.data ?? []} window={window} choose={span} faded={history.isPlaceholderData && oldest.isPlaceholderData} />
    </section>
  );
}

function Bars({
  buckets,
  window,
  choose,
  faded,
}: {
  readonly buckets: readonly HistoryBucket[];
  readonly window: Window;
  readonly choose: (bucket: HistoryBucket) => void;
  readonly faded: boolean;
}) {
  const [active, setActive] = useState<number>();
  const bars = useMemo(() => buckets.map(bucketCounts), [buckets]);
  const totals = bars.map((counts) => counts.reduce((sum, { count }) => sum + count, 0));
  const max = Math.max(1, ...totals);
  const length = window.end - window.start;
  const shown = active === undefined ? undefined : buckets[active];
  return (
    <div className="relative" onPointerLeave={() => setActive(undefined)}>
      <div
        role="group"
        aria-label="Bars; arrow keys move between them"
        onKeyDown={moveFocus}
        className={cx("flex h-16 items-stretch gap-px border-b border-line transition-opacity sm:gap-0.5", faded && "opacity-50")}
      >
        {buckets.map((bucket, index) => {
          const counts = bars[index] ?? [];
          if (counts.length === 0) return <span key={bucket.interval_start} className="flex-1" />;
          return (
            <button
              key={bucket.interval_start}
              type="button"
              tabIndex={totals.findIndex((total) => total > 0) === index ? 0 : -1}
              aria-label={barLabel(bucket, counts)}
              onClick={() => choose(bucket)}
              onPointerEnter={() => setActive(index)}
              onFocus={() => setActive(index)}
              onBlur={() => setActive(undefined)}
              className="group/bar flex min-w-0 flex-1 flex-col justify-end rounded-t-[3px] hover:bg-hover focus-visible:outline-offset-0"
            >
              <span
                className="flex w-full max-w-10 flex-col-reverse self-center overflow-hidden rounded-t-[2.5px]"
                style={{ height: `${Math.max(8, ((totals[index] ?? 0) / max) * 100)}%` }}
              >
                {counts.map((count) => (
                  <span
                    key={count.key}
                    data-tone={count.tone}
                    className="w-full shrink-0 grow-0 tone-solid"
                    style={{ height: `${(count.count / (totals[index] ?? 1)) * 100}%` }}
                  />
                ))}
              </span>
            </button>
          );
        })}
      </div>
      <div aria-hidden="true" className="relative mt-1 h-4 overflow-hidden text-2xs text-ink-3 tabular">
        {axisTicks(window, 8).map((tick, index) => (
          <span
            key={tick}
            className={cx("absolute whitespace-nowrap", index % 2 === 1 && "max-sm:hidden")}
            style={{ left: `${((tick - window.start) / length) * 100}%` }}
          >
            {formatTick(tick, length)}
          </span>
        ))}
      </div>
      {shown !== undefined && active !== undefined && (
        <Tip bucket={shown} counts={bars[active] ?? []} at={(active + 0.5) / buckets.length} length={length} />
      )}
    </div>
  );
}

function Tip({
  bucket,
  counts,
  at,
  length,
}: {
  readonly bucket: HistoryBucket;
  readonly counts: readonly Count[];
  readonly at: number;
  readonly length: number;
}) {
  const [start, end] = [Date.parse(bucket.interval_start), Date.parse(bucket.interval_end)];
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-full z-20 mt-1 w-max rounded-lg border border-line bg-raised px-3 py-2 text-xs shadow-float"
      style={at < 0.5 ? { left: `${at * 100}%` } : { right: `${(1 - at) * 100}%` }}
    >
      <div className="mb-1 text-ink-3 tabular">
        {formatTick(start, length)} – {formatTick(end, length)}
      </div>
      {[...counts].reverse().map((count) => (
        <div key={count.key} data-tone={count.tone} className="flex items-center gap-1.5">
          <span className="tone-text">
            <StateIcon type={count.type} name={count.name} size={13} />
          </span>
          {stateLabel(count.type, count.name)}
          <span className="ml-auto pl-4 font-medium tabular">{count.count}</span>
        </div>
      ))}
    </div>
  );
}

function barLabel(bucket: HistoryBucket, counts: readonly Count[]): string {
  const start = new Date(bucket.interval_start).toLocaleString();
  return `From ${start}: ${counts.map((count) => `${count.count} ${stateLabel(count.type, count.name).toLowerCase()}`).join(", ")}. Show only these runs`;
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const bars = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = bars.indexOf(document.activeElement as HTMLElement);
  bars[at + (event.key === "ArrowRight" ? 1 : -1)]?.focus();
  event.preventDefault();
}
