import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Hourglass } from "lucide-react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { whyWaitingQuery } from "../../api/queries.ts";
import { Command } from "../../ui/copy.tsx";

/** Why a run has not started, in one sentence, with the next step where there is one. */
export function WhyWaiting({ run }: { readonly run: FlowRun }) {
  const waits = run.state_type === "SCHEDULED" || run.state_type === "PAUSED" || run.state_type === "PENDING";
  const why = useQuery({ ...whyWaitingQuery(run.id), enabled: waits });
  if (!waits || why.data === undefined || !why.data.waiting) return null;
  const queue = why.data.work_queue_names[0];
  return (
    <section
      aria-label="Why it waits"
      data-tone="scheduled"
      className="flex flex-col gap-2 rounded-lg border border-line px-3.5 py-2.5 tone-soft"
    >
      <p className="flex items-start gap-2 text-sm">
        <Hourglass aria-hidden="true" size={15} className="mt-0.5 shrink-0 tone-text" />
        <span className="min-w-0 wrap-anywhere">{why.data.sentence}</span>
      </p>
      {why.data.code === "no-agent" && queue !== undefined && <Command>{`npx millrace agent start ${JSON.stringify(queue)}`}</Command>}
      {why.data.code === "no-queue" && (
        <Link to="/work-queues" search={{ create: "new" }} className="control self-start">
          Create a work queue
        </Link>
      )}
    </section>
  );
}
