import { useQueryClient } from "@tanstack/react-query";
import type { Deployment, DeploymentSchedule } from "../../../../core/contract/deployments.ts";
import { api } from "../../api/client.ts";
import { DraftDialog } from "../../form/draft-dialog.tsx";
import { refreshDeployment } from "./pause.ts";
import { bodyOf, draftOf, problemsOf } from "./schedule-draft.ts";
import { ScheduleFields } from "./schedule-fields.tsx";

interface Props {
  readonly deployment: Deployment;
  /** The one to edit; none adds one. */
  readonly schedule?: DeploymentSchedule;
  readonly close: () => void;
}

/** Adds or edits a schedule. */
export function ScheduleDialog({ deployment, schedule, close }: Props) {
  const client = useQueryClient();
  return (
    <DraftDialog
      wide
      title={schedule === undefined ? "Add a schedule" : "Edit the schedule"}
      verb="Save"
      close={close}
      first={() => draftOf(schedule)}
      problemsOf={problemsOf}
      save={async (draft) => {
        const body = bodyOf(draft);
        const params = { id: deployment.id };
        if (schedule === undefined) await api.createDeploymentSchedules({ params, body: [body] });
        else await api.updateDeploymentSchedule({ params: { ...params, schedule_id: schedule.id }, body });
        await refreshDeployment(client, deployment.id);
      }}
    >
      {(fields) => <ScheduleFields {...fields} />}
    </DraftDialog>
  );
}
