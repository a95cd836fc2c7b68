import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Overlap } from "../../../../core/contract/schedules.ts";
import { ApiError } from "../../api/client.ts";
import { previewQuery, type ScheduleSent } from "../../api/deployments.ts";
import type { Drafted } from "../../form/use-draft.ts";
import { Labelled } from "../../ui/labelled.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Firings } from "./firings.tsx";
import { type ScheduleDraft, timesOf } from "./schedule-draft.ts";
import { ScheduleTimes } from "./schedule-times.tsx";

/** The fields of a schedule; the times shown are those the server would fire at. */
export function ScheduleFields({ draft, set, text }: Drafted<ScheduleDraft>) {
  const times = timesOf(draft);
  const settled = useSettled("schedule" in times ? times.schedule : undefined);
  const preview = useQuery(previewQuery(settled, 8));
  // told while it is typed, as the times below are
  const problem = "problem" in times ? times.problem : preview.error instanceof ApiError ? said(preview.error) : undefined;
  return (
    <>
      <ScheduleTimes draft={draft} set={set} text={text} problem={problem} />
      <TextField label="Slug" maxLength={255} hint="What it is called by, in the command line too; may stay empty" {...text("slug")} />
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
        {draft.catchUp === "within" && <TextField label="Seconds back" inputMode="numeric" {...text("within")} />}
      </div>
      <details open={draft.parameters !== ""}>
        <summary className="text-sm font-medium text-ink-2">Parameters of its runs</summary>
        <div className="mt-2">
          <TextField
            label="Parameters as JSON"
            mono
            rows={4}
            hint="Put over the deployment's own. Empty: the deployment's."
            {...text("parameters")}
          />
        </div>
      </details>
    </>
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
