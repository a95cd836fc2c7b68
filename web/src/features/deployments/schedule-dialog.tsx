import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Deployment, DeploymentSchedule } from "../../../../core/contract/deployments.ts";
import type { Overlap } from "../../../../core/contract/schedules.ts";
import { ApiError, api } from "../../api/client.ts";
import { previewQuery, type ScheduleSent } from "../../api/deployments.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Labelled } from "../../ui/labelled.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Firings } from "./firings.tsx";
import { refreshDeployment } from "./pause.ts";
import { bodyOf, draftOf, type ScheduleDraft, timesOf } from "./schedule-draft.ts";
import { ScheduleTimes } from "./schedule-times.tsx";

interface Props {
  readonly deployment: Deployment;
  /** The one to edit; none adds one. */
  readonly schedule?: DeploymentSchedule;
  readonly close: () => void;
}

/** Adds or edits a schedule; the times shown are those the server would fire at. */
export function ScheduleDialog({ deployment, schedule, close }: Props) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(schedule));
  const set = (part: Partial<ScheduleDraft>) => setDraft({ ...draft, ...part });
  const times = timesOf(draft);
  const settled = useSettled("schedule" in times ? times.schedule : undefined);
  const preview = useQuery(previewQuery(settled, 8));
  const problem = "problem" in times ? times.problem : preview.error instanceof ApiError ? said(preview.error) : undefined;
  const saving = useMutation({
    mutationFn: async () => {
      const read = bodyOf(draft);
      if ("problem" in read) throw new Error(`The parameters are ${read.problem}.`);
      const params = { id: deployment.id };
      if (schedule === undefined) await api.createDeploymentSchedules({ params, body: [read.body] });
      else await api.updateDeploymentSchedule({ params: { ...params, schedule_id: schedule.id }, body: read.body });
    },
    onSuccess: async () => {
      await refreshDeployment(client, deployment.id);
      close();
    },
  });
  return (
    <Modal
      wide
      title={schedule === undefined ? "Add a schedule" : "Edit the schedule"}
      close={close}
      submit={() => problem === undefined && saving.mutate()}
      footer={<DialogButtons close={close} verb="Save" busy={saving.isPending ? "Saving…" : undefined} disabled={problem !== undefined} />}
    >
      <ScheduleTimes draft={draft} set={set} problem={problem} />
      <section aria-label="Preview" className="flex flex-col gap-1.5">
        <h3 className="text-sm font-medium">It will run</h3>
        {problem === undefined && preview.data !== undefined && settled !== undefined ? (
          <Firings times={preview.data.times} zone={settled.timezone ?? "UTC"} />
        ) : (
          <p className="text-sm text-ink-3">
            {problem === undefined ? "…" : "When the schedule above can be read, its next times appear here."}
          </p>
        )}
      </section>
      <div className="grid gap-4 sm:grid-cols-2">
        <Labelled label="While an earlier run goes on" hint={overlapHints[draft.overlap]}>
          {(ties) => (
            <select {...ties} value={draft.overlap} onChange={(event) => set({ overlap: event.target.value as Overlap })} className="field">
              <option value="allow">Run beside it</option>
              <option value="skip">Skip the new run</option>
              <option value="queue">Wait for it to end</option>
              <option value="cancel-running">Cancel the earlier run</option>
            </select>
          )}
        </Labelled>
        <Labelled label="Times missed while nothing could run" hint="After the server was down, say">
          {(ties) => (
            <select
              {...ties}
              value={draft.catchUp}
              onChange={(event) => set({ catchUp: event.target.value as ScheduleDraft["catchUp"] })}
              className="field"
            >
              <option value="all">Run all of them</option>
              <option value="latest">Run the latest</option>
              <option value="none">Leave them out</option>
              <option value="within">Run those of the last seconds…</option>
            </select>
          )}
        </Labelled>
        {draft.catchUp === "within" && (
          <Labelled label="Seconds back" problem={Number(draft.within) > 0 ? undefined : "a number above zero"}>
            {(ties) => (
              <input
                {...ties}
                inputMode="numeric"
                value={draft.within}
                onChange={(event) => set({ within: event.target.value })}
                className="field"
              />
            )}
          </Labelled>
        )}
      </div>
      <details open={draft.parameters !== ""}>
        <summary className="text-sm font-medium text-ink-2">Parameters of its runs</summary>
        <div className="mt-2">
          <Labelled label="Parameters as JSON" hint="Put over the deployment's own. Empty: the deployment's.">
            {(ties) => (
              <textarea
                {...ties}
                rows={4}
                spellCheck={false}
                value={draft.parameters}
                onChange={(event) => set({ parameters: event.target.value })}
                className="field font-mono"
              />
            )}
          </Labelled>
        </div>
      </details>
      <Complaint error={saving.error} />
    </Modal>
  );
}

const overlapHints: Readonly<Record<Overlap, string>> = {
  allow: "Any number may go on at once.",
  skip: "The new run ends as cancelled, saying why.",
  queue: "It starts when the earlier one has ended.",
  "cancel-running": "The earlier one is stopped, the new one starts.",
};

/** The schedule once typing rests, so that the server is not asked for each letter. */
function useSettled(schedule: ScheduleSent | undefined): ScheduleSent | undefined {
  const key = JSON.stringify(schedule);
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), 250);
    return () => clearTimeout(timer);
  }, [key]);
  return settled === undefined ? undefined : (JSON.parse(settled) as ScheduleSent);
}

function said({ message, problem }: ApiError): string {
  return problem?.issues?.map((issue) => issue.message).join("; ") ?? message;
}
