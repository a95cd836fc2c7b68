import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, Pause, Play, RotateCcw, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { api } from "../../api/client.ts";
import { isFinal } from "../../lib/tone.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { TitleActions } from "../../ui/title-row.tsx";
import { cancelRun, pauseRun, resumeRun, waitsForInput } from "./act.ts";

const Confirm = lazy(() => import("../../ui/confirm.tsx").then((module) => ({ default: module.Confirm })));
const ResumeDialog = lazy(() => import("./resume-dialog.tsx").then((module) => ({ default: module.ResumeDialog })));

/** What can be done with a run in the state it is in. */
export function RunActions({ run, leave }: { readonly run: FlowRun; readonly leave: () => void }) {
  const client = useQueryClient();
  const [open, setOpen] = useState<"cancel" | "scratch" | "delete" | "resume">();
  const refresh = () =>
    Promise.all(
      [["run", run.id], ["why-waiting", run.id], ["task-runs", run.id], ["runs"], ["run-count"]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  const acting = useMutation({ mutationFn: (act: () => Promise<unknown>) => act(), onSettled: refresh });
  const retry = (from_scratch: boolean) => api.retryFlowRun({ params: { id: run.id }, body: { from_scratch } });
  const type = run.state_type;
  const ended = isFinal(type);
  const retriable = ended && run.deployment_id !== null;
  const resume = () => (waitsForInput(run) !== undefined ? setOpen("resume") : acting.mutate(() => resumeRun(run)));
  return (
    <>
      <TitleActions>
        {type === "PAUSED" && (
          <button type="button" className="primary" disabled={acting.isPending} onClick={resume}>
            <Play aria-hidden="true" size={14} />
            {waitsForInput(run) !== undefined ? "Resume…" : "Resume"}
          </button>
        )}
        {type === "RUNNING" && (
          <button type="button" className="control" disabled={acting.isPending} onClick={() => acting.mutate(() => pauseRun(run))}>
            <Pause aria-hidden="true" size={14} />
            Pause
          </button>
        )}
        {retriable && type !== "COMPLETED" && (
          <button
            type="button"
            className="primary"
            title="What completed is not run again"
            disabled={acting.isPending}
            onClick={() => acting.mutate(() => retry(false))}
          >
            <RotateCcw aria-hidden="true" size={14} />
            Retry
          </button>
        )}
        {retriable && (
          <button type="button" className="control" onClick={() => setOpen("scratch")}>
            <RotateCcw aria-hidden="true" size={14} />
            Retry from scratch
          </button>
        )}
        {!ended && type !== "CANCELLING" && (
          <button type="button" className="control" onClick={() => setOpen("cancel")}>
            <Ban aria-hidden="true" size={14} />
            Cancel
          </button>
        )}
        {ended && (
          <button type="button" className="control px-2" aria-label="Delete this run" title="Delete" onClick={() => setOpen("delete")}>
            <Trash2 aria-hidden="true" size={14} />
          </button>
        )}
      </TitleActions>
      {acting.error !== null && <Complaint error={acting.error} className="w-full" />}
      {open !== undefined && (
        <Suspense>
          {open === "cancel" && (
            <Confirm
              danger
              title={`Cancel ${run.name}?`}
              verb="Cancel the run"
              act={() => cancelRun(run)}
              done={refresh}
              close={() => setOpen(undefined)}
            >
              {type === "RUNNING" || type === "PENDING"
                ? "Its process is told to stop, and is stopped if it does not. Task runs that completed keep their results."
                : "It does not start."}
            </Confirm>
          )}
          {open === "scratch" && (
            <Confirm
              title={`Run all of ${run.name} again?`}
              verb="Retry from scratch"
              act={() => retry(true)}
              done={refresh}
              close={() => setOpen(undefined)}
            >
              Every task runs again, also those that completed.
            </Confirm>
          )}
          {open === "delete" && (
            <Confirm
              danger
              title={`Delete ${run.name}?`}
              verb="Delete"
              act={() => api.deleteFlowRun({ params: { id: run.id } })}
              done={leave}
              close={() => setOpen(undefined)}
            >
              Its task runs and log lines go with it.
            </Confirm>
          )}
          {open === "resume" && <ResumeDialog run={run} done={refresh} close={() => setOpen(undefined)} />}
        </Suspense>
      )}
    </>
  );
}
