import { CalendarClock, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Deployment, DeploymentSchedule } from "../../../../core/contract/deployments.ts";
import { Empty } from "../../ui/notice.tsx";
import { ScheduleCard } from "./schedule-card.tsx";

const ScheduleDialog = lazy(() => import("./schedule-dialog.tsx").then((module) => ({ default: module.ScheduleDialog })));

/** The schedules of a deployment: when each fires next, switches, and the way to change them. */
export function SchedulesTab({ deployment }: { readonly deployment: Deployment }) {
  const [open, setOpen] = useState<DeploymentSchedule | "new">();
  const add = (
    <button type="button" className="control" onClick={() => setOpen("new")}>
      <Plus aria-hidden="true" size={14} />
      Add schedule
    </button>
  );
  return (
    <div className="flex flex-col gap-3">
      {deployment.paused && deployment.schedules.length > 0 && (
        <p className="text-sm text-ink-2">The deployment is paused: no schedule fires until it is resumed.</p>
      )}
      {deployment.schedules.length === 0 ? (
        <Empty icon={<CalendarClock size={30} strokeWidth={1.6} aria-hidden="true" />} title="No schedule">
          <p>It runs when somebody runs it.</p>
          {add}
        </Empty>
      ) : (
        <>
          <div className="flex justify-end">{add}</div>
          <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-2">
            {deployment.schedules.map((schedule) => (
              <ScheduleCard key={schedule.id} deployment={deployment} schedule={schedule} edit={() => setOpen(schedule)} />
            ))}
          </div>
        </>
      )}
      {open !== undefined && (
        <Suspense>
          <ScheduleDialog deployment={deployment} {...(open === "new" ? {} : { schedule: open })} close={() => setOpen(undefined)} />
        </Suspense>
      )}
    </div>
  );
}
