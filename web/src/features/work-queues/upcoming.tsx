import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarClock } from "lucide-react";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { upcomingRunsQuery } from "../../api/work-queues.ts";
import { formatIn, ownZone } from "../../lib/zone.ts";
import { Choice } from "../../ui/choice.tsx";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { StateBadge } from "../../ui/state.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment } from "../../ui/time.tsx";
import { useFlowNames } from "../runs/flow-names.ts";
import { type Span, spans } from "./search.ts";

interface Props {
  readonly queue: WorkQueue;
  readonly within: Span;
  readonly setWithin: (span: Span) => void;
}

/** The runs a queue will hand out, in order. */
export function Upcoming({ queue, within, setWithin }: Props) {
  const runs = useQuery(upcomingRunsQuery(queue.id, spans[within]));
  const names = useFlowNames(runs.data);
  return (
    <section aria-label="Upcoming runs" className="card min-w-0">
      <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2.5">
        <h2 className="font-semibold">Upcoming runs</h2>
        <Choice label="Within" value={within} change={(value) => setWithin(value as Span)}>
          <option value="1h">Next hour</option>
          <option value="6h">Next 6 hours</option>
          <option value="24h">Next 24 hours</option>
          <option value="7d">Next 7 days</option>
        </Choice>
      </div>
      {runs.data === undefined ? (
        runs.error === null ? (
          <SkeletonRows rows={5} />
        ) : (
          <Failure error={runs.error} retry={() => void runs.refetch()} />
        )
      ) : runs.data.length === 0 ? (
        <Empty icon={<CalendarClock size={28} strokeWidth={1.6} aria-hidden="true" />} title="Nothing waits">
          <p>No scheduled run of this span fits the queue.</p>
        </Empty>
      ) : (
        <ul>
          {runs.data.map((run) => (
            <li
              key={run.id}
              className="relative flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-0 focus-within:bg-hover hover:bg-hover"
            >
              <span className="flex w-28">
                <StateBadge type={run.state_type} name={run.state_name} />
              </span>
              <Link to="/runs/$id" params={{ id: run.id }} data-row className="min-w-0 truncate font-medium after:absolute after:inset-0">
                <span className="font-normal text-ink-2">{names.get(run.flow_id) ?? "…"} / </span>
                {run.name}
              </Link>
              <Tags tags={run.tags} limit={2} className="max-sm:hidden" />
              <span className="ml-auto flex gap-3 text-sm whitespace-nowrap text-ink-2 tabular">
                <span className="text-ink-3 max-md:hidden">
                  {run.next_scheduled_start_time === null ? "" : formatIn(Date.parse(run.next_scheduled_start_time), ownZone)}
                </span>
                <span className="relative z-10 w-16 text-right">
                  <Moment at={run.next_scheduled_start_time ?? run.expected_start_time} />
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {runs.data?.length === 50 && <p className="border-t border-line px-4 py-2 text-xs text-ink-3">The first 50 are shown.</p>}
    </section>
  );
}
