import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Deployment, DeploymentSchedule } from "../../../../core/contract/deployments.ts";
import { api } from "../../api/client.ts";
import { previewQuery } from "../../api/deployments.ts";
import { glimpse } from "../../lib/glimpse.ts";
import { capital, scheduleWords } from "../../lib/schedule-words.ts";
import { formatDuration } from "../../lib/time.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { Firings } from "./firings.tsx";
import { refreshDeployment } from "./pause.ts";

const Confirm = lazy(() => import("../../ui/confirm.tsx").then((module) => ({ default: module.Confirm })));

interface Props {
  readonly deployment: Deployment;
  readonly schedule: DeploymentSchedule;
  readonly edit: () => void;
}

/** One schedule in words, with its next times. */
export function ScheduleCard({ deployment, schedule, edit }: Props) {
  const client = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const words = capital(scheduleWords(schedule.schedule));
  const preview = useQuery(previewQuery(schedule.schedule, 5));
  const params = { id: deployment.id, schedule_id: schedule.id };
  const show = (active: boolean) =>
    client.setQueryData<Deployment>(["deployment", deployment.id], (one) =>
      one === undefined
        ? one
        : { ...one, schedules: one.schedules.map((other) => (other.id === schedule.id ? { ...other, active } : other)) },
    );
  const switching = useMutation({
    mutationFn: (active: boolean) => api.updateDeploymentSchedule({ params, body: { active } }),
    onMutate: async (active) => {
      await client.cancelQueries({ queryKey: ["deployment", deployment.id] });
      show(active);
    },
    onError: (_, active) => show(!active),
    onSettled: () => refreshDeployment(client, deployment.id),
  });
  return (
    <section aria-label={words} className="card flex min-w-0 flex-col gap-3 p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold break-words">{words}</h2>
          <p className="mt-0.5 text-xs text-ink-3">
            {[source(schedule), overlaps[schedule.overlap], catchUp(schedule)].filter(Boolean).join(" · ")}
          </p>
          {Object.keys(schedule.parameters).length > 0 && (
            <code className="mt-1 block truncate text-xs text-ink-2">{glimpse(schedule.parameters)}</code>
          )}
        </div>
        <Toggle
          label={`${schedule.active ? "Pause" : "Resume"} this schedule`}
          on={schedule.active}
          disabled={switching.isPending}
          change={(on) => switching.mutate(on)}
        />
        <button type="button" className={icon} aria-label="Edit this schedule" title="Edit" onClick={edit}>
          <Pencil aria-hidden="true" size={15} />
        </button>
        <button type="button" className={icon} aria-label="Delete this schedule" title="Delete" onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden="true" size={15} />
        </button>
      </div>
      <Complaint error={switching.error ?? preview.error} />
      {schedule.active && !deployment.paused
        ? preview.data !== undefined && <Firings times={preview.data.times} zone={schedule.schedule.timezone} />
        : !schedule.active && <p className="text-sm text-ink-2">Paused: it makes no runs.</p>}
      {deleting && (
        <Suspense>
          <Confirm
            danger
            title="Delete this schedule?"
            verb="Delete"
            act={() => api.deleteDeploymentSchedule({ params })}
            done={() => void refreshDeployment(client, deployment.id)}
            close={() => setDeleting(false)}
          >
            {words}. The runs it made ahead go with it; runs that have started stay.
          </Confirm>
        </Suspense>
      )}
    </section>
  );
}

const icon = "-my-1 inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink";

/** What to do when a run is due while an earlier one goes on, in words. */
const overlaps = {
  allow: "runs may overlap",
  skip: "skipped while one runs",
  queue: "one after the other",
  "cancel-running": "cancels the one that runs",
} as const;

function source({ schedule, slug }: DeploymentSchedule): string {
  const text = "cron" in schedule ? `cron ${schedule.cron}` : "rrule" in schedule ? "rrule" : "";
  return [slug, text].filter((part) => part !== null && part !== "").join(" · ");
}

function catchUp({ catch_up: policy }: DeploymentSchedule): string {
  if (typeof policy !== "string") return `catches up on the last ${formatDuration(policy.within)}`;
  return policy === "all"
    ? "catches up on all missed"
    : policy === "latest"
      ? "catches up on the latest missed"
      : "missed runs are left out";
}
