import { Link } from "@tanstack/react-router";
import { CornerDownRight } from "lucide-react";
import { memo } from "react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { cx } from "../../lib/cx.ts";
import { glimpse } from "../../lib/glimpse.ts";
import { isFinal } from "../../lib/tone.ts";
import { StateBadge } from "../../ui/state.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment, RunTime } from "../../ui/time.tsx";

/** The columns of the list from 768 px on. */
export function columns(ofOneFlow: boolean): string {
  return cx(
    "md:grid items-center gap-x-4 px-4",
    ofOneFlow
      ? "md:grid-cols-[136px_minmax(0,3fr)_minmax(0,1.2fr)_84px_84px]"
      : "md:grid-cols-[136px_minmax(0,2.4fr)_minmax(0,1fr)_minmax(0,1fr)_84px_84px] xl:grid-cols-[148px_minmax(0,2.8fr)_minmax(0,1fr)_minmax(0,1.2fr)_96px_96px]",
  );
}

interface Props {
  readonly run: FlowRun;
  readonly flowName: string | undefined;
  readonly index: number;
  readonly height: number;
  readonly offset: number;
  readonly ofOneFlow: boolean;
}

/** One run: a row on a wide screen, two lines on a narrow one. The whole of it is the link. */
export const RunRow = memo(function RunRow({ run, flowName, index, height, offset, ofOneFlow }: Props) {
  const parameters = glimpse(run.parameters);
  const at = run.start_time ?? run.expected_start_time ?? run.created;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      style={{ height, transform: `translateY(${offset}px)` }}
      className={cx(
        columns(ofOneFlow),
        "group absolute inset-x-0 top-0 max-md:flex flex-wrap content-center gap-y-0.5 max-md:gap-x-3 border-b border-line last:border-b-0 focus-within:bg-hover hover:bg-hover",
      )}
    >
      <span role="cell" className="order-2 flex md:order-none">
        <StateBadge type={run.state_type} name={run.state_name} />
      </span>
      <span role="cell" className="order-1 flex min-w-0 grow basis-[calc(100%-7rem)] items-baseline gap-2.5 md:order-none md:basis-auto">
        <Link
          to="/runs/$id"
          params={{ id: run.id }}
          data-row
          className="flex min-w-0 shrink-0 items-baseline gap-1.5 font-medium after:absolute after:inset-0 max-md:shrink md:max-w-[60%]"
        >
          {run.parent_task_run_id !== null && (
            <CornerDownRight role="img" aria-label="Subflow" size={13} className="shrink-0 self-center text-ink-3" />
          )}
          <span className="truncate">{run.name}</span>
        </Link>
        {parameters !== "" && (
          <code className="hidden min-w-0 truncate text-xs text-ink-3 lg:inline" title={parameters}>
            {parameters}
          </code>
        )}
      </span>
      {!ofOneFlow && (
        <span role="cell" className="order-3 min-w-0 max-w-[45%] truncate text-sm text-ink-2 md:order-none md:max-w-none">
          <Link to="/flows/$id" params={{ id: run.flow_id }} className="relative z-10 hover:text-ink hover:underline">
            {flowName ?? "…"}
          </Link>
        </span>
      )}
      <span role="cell" className="hidden min-w-0 md:block">
        <Tags tags={run.tags} />
      </span>
      <span
        role="cell"
        className="relative z-10 order-4 ml-auto text-right text-sm whitespace-nowrap text-ink-2 tabular md:order-none md:ml-0"
      >
        <Moment at={at} />
      </span>
      <span role="cell" className="order-1 text-right text-sm max-md:w-24 whitespace-nowrap tabular md:order-none">
        {run.start_time === null && isFinal(run.state_type) ? <span className="text-ink-3">–</span> : <RunTime run={run} />}
      </span>
    </div>
  );
});
