import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { workQueueRunningQuery } from "../../api/work-queues.ts";
import { StateBadge } from "../../ui/state.tsx";
import { RunTime } from "../../ui/time.tsx";

/** The runs of a queue that are going on, and how many its limit allows. */
export function Running({ queue }: { readonly queue: WorkQueue }) {
  const running = useQuery(workQueueRunningQuery(queue.id));
  const limit = queue.concurrency_limit;
  return (
    <section aria-label="Running" className="card min-w-0">
      <div className="flex items-baseline justify-between gap-2 border-b border-line px-4 py-3">
        <h2 className="font-semibold">Running</h2>
        <span className="text-sm text-ink-2 tabular">
          {running.data === undefined
            ? ""
            : limit === null
              ? `${running.data.runs.length} at once, no limit`
              : `${running.data.slots} of ${limit}`}
        </span>
      </div>
      {(running.data?.runs.length ?? 0) === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">None of its runs is going on.</p>
      ) : (
        <ul>
          {running.data?.runs.map((run) => (
            <li
              key={run.id}
              className="relative flex min-h-10 flex-wrap items-center gap-3 border-b border-line px-4 py-1.5 last:border-0 hover:bg-hover"
            >
              <StateBadge type={run.state_type} name={run.state_name} />
              <Link to="/runs/$id" params={{ id: run.id }} className="min-w-0 truncate font-medium after:absolute after:inset-0">
                {run.name}
              </Link>
              <RunTime run={run} className="ml-auto text-sm text-ink-2 tabular" />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
