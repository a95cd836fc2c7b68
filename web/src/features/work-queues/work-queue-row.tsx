import { Link } from "@tanstack/react-router";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Moment } from "../../ui/time.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { useQueuePause } from "./changes.ts";
import { FilterWords } from "./filter-words.tsx";
import { QueueStatus } from "./status.tsx";

/** The columns of the list from 1024 px on. */
export const grid = "items-center gap-x-4 px-4 lg:grid lg:grid-cols-[minmax(0,1.4fr)_96px_minmax(0,1.6fr)_64px_64px_96px_52px]";

/** One work queue of the list. The name is the link; the switch pauses it. */
export function WorkQueueRow({ queue, agents }: { readonly queue: WorkQueue; readonly agents: number }) {
  const pause = useQueuePause(queue.id);
  return (
    <div
      role="row"
      className={`${grid} relative flex min-h-14 flex-wrap gap-y-2 border-b border-line py-2.5 last:border-0 focus-within:bg-hover hover:bg-hover lg:py-1.5`}
    >
      <span role="cell" className="min-w-0 max-lg:w-[calc(100%-4rem)]">
        <Link to="/work-queues/$id" params={{ id: queue.id }} data-row className="block truncate font-medium after:absolute after:inset-0">
          {queue.name}
        </Link>
        {queue.description !== "" && <span className="block truncate text-xs text-ink-3">{queue.description}</span>}
      </span>
      <span role="cell" className="flex max-lg:order-2" title={agents === 1 ? "1 agent" : `${agents} agents`}>
        <QueueStatus queue={queue} />
      </span>
      <span role="cell" className="min-w-0 truncate text-sm text-ink-2 max-lg:order-3 max-lg:flex-1">
        <FilterWords filter={queue.filter} />
      </span>
      <span role="cell" className="text-right text-sm text-ink-2 tabular max-lg:hidden">
        {queue.priority}
      </span>
      <span role="cell" className="text-right text-sm text-ink-2 tabular max-lg:hidden">
        {queue.concurrency_limit ?? "–"}
      </span>
      <span role="cell" className="relative z-10 text-right text-sm whitespace-nowrap text-ink-2 tabular max-lg:order-4">
        {queue.last_polled === null ? <span className="text-ink-3">never</span> : <Moment at={queue.last_polled} />}
      </span>
      <span role="cell" className="relative z-10 flex justify-end max-lg:order-1 max-lg:ml-auto">
        <Toggle
          label={`${queue.is_paused ? "Resume" : "Pause"} ${queue.name}`}
          on={!queue.is_paused}
          disabled={pause.isPending}
          change={(on) => pause.mutate(!on)}
        />
      </span>
      {pause.error !== null && (
        <span role="cell" className="relative z-10 w-full max-lg:order-5 lg:col-span-7">
          <Complaint error={pause.error} />
        </span>
      )}
    </div>
  );
}
