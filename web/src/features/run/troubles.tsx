import { CircleX, Clock } from "lucide-react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import type { TaskRun } from "../../../../core/contract/task-runs.ts";
import { faultOf } from "../../lib/failure.ts";
import { toneOf } from "../../lib/tone.ts";
import { FaultView } from "../../ui/fault.tsx";
import { StateIcon } from "../../ui/state.tsx";

/** Why a run failed, first thing on its page: the error, and the task runs it came from. */
export function Troubles({
  run,
  failed,
  open,
}: {
  readonly run: FlowRun;
  readonly failed: readonly TaskRun[];
  readonly open: (id: string) => void;
}) {
  const fault = faultOf(run.state);
  if (fault === null) return <Remark run={run} />;
  return (
    <section
      aria-label="What went wrong"
      data-tone={toneOf(run.state_type, run.state_name)}
      className="card overflow-hidden border-l-3 border-l-(--tone-solid) p-4"
    >
      <h2 className="mb-2 flex items-center gap-1.5 text-sm font-semibold tone-text">
        <StateIcon type={run.state_type} name={run.state_name} />
        {run.state_type === "CRASHED" ? "This run crashed" : "This run failed"}
      </h2>
      <FaultView fault={fault} />
      {failed.length > 0 && (
        <div className="mt-3 flex flex-wrap items-center gap-2 border-t border-line pt-3 text-sm">
          <span className="text-ink-2">{failed.length === 1 ? "Failed task" : `${failed.length.toLocaleString()} failed tasks`}</span>
          {failed.slice(0, 6).map((task) => (
            <button key={task.id} type="button" className="control h-7" data-tone="failed" onClick={() => open(task.id)}>
              <CircleX aria-hidden="true" size={13} className="tone-text" />
              {task.name}
            </button>
          ))}
          {failed.length > 6 && <span className="text-ink-3">and {failed.length - 6} more</span>}
        </div>
      )}
    </section>
  );
}

// What a state says of itself where it is no failure: why it waits, who cancelled it.
function Remark({ run }: { readonly run: FlowRun }) {
  if (
    run.state === null ||
    run.state.message === null ||
    run.state.message === "" ||
    run.state.type === "RUNNING" ||
    run.state.type === "COMPLETED"
  )
    return null;
  return (
    <p className="flex items-start gap-2 text-sm text-ink-2">
      <Clock aria-hidden="true" size={15} className="mt-0.5 shrink-0 text-ink-3" />
      <span className="break-words whitespace-pre-wrap">{run.state.message}</span>
    </p>
  );
}
