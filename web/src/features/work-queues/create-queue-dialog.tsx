import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { api } from "../../api/client.ts";
import { upcomingRunsQuery, workQueueQuery } from "../../api/work-queues.ts";
import { DraftDialog } from "../../form/draft-dialog.tsx";
import { DoneDialog } from "../../ui/done-dialog.tsx";
import { AgentSteps } from "./agent-steps.tsx";
import { refreshQueue } from "./changes.ts";
import { bodyOf, draftOf, problemsOf } from "./queue-draft.ts";
import { QueueFields } from "./queue-form.tsx";

/** Creates a work queue and ends with the command that starts an agent on it. */
export function CreateQueueDialog({ close }: { readonly close: () => void }) {
  const client = useQueryClient();
  return (
    <DraftDialog
      title="Create a work queue"
      verb="Create"
      busy="Creating…"
      close={close}
      first={() => draftOf()}
      problemsOf={problemsOf}
      save={async (draft) => {
        const queue = await api.createWorkQueue({ body: bodyOf(draft) });
        void refreshQueue(client, queue.id);
        return queue;
      }}
      saved={(queue) => <Made queue={queue} close={close} />}
    >
      {(fields) => <QueueFields {...fields} />}
    </DraftDialog>
  );
}

/** What follows: start an agent, and see it come. */
function Made({ queue, close }: { readonly queue: WorkQueue; readonly close: () => void }) {
  const live = useQuery({ ...workQueueQuery(queue.id), initialData: queue });
  const upcoming = useQuery(upcomingRunsQuery(queue.id, 24));
  const polled = live.data.last_polled !== null;
  return (
    <DoneDialog
      title={`Work queue ${queue.name} is ready`}
      close={close}
      next={
        <Link to="/work-queues/$id" params={{ id: queue.id }} className="primary">
          Open {queue.name}
        </Link>
      }
    >
      <p className="text-ink-2">Start an agent where its runs shall run; it takes them as they fall due:</p>
      <AgentSteps queue={queue.name} />
      <p role="status" className="flex items-center gap-2 text-sm text-ink-2">
        {polled ? (
          <CircleCheck aria-hidden="true" size={16} className="shrink-0 text-completed" />
        ) : (
          <span aria-hidden="true" data-tone="pending" className="mx-1 size-2 shrink-0 animate-pulse rounded-full tone-solid" />
        )}
        {polled ? "An agent polls it." : "Waiting for the first agent…"}
      </p>
      {upcoming.data !== undefined && (
        <p className="text-sm text-ink-2">
          {upcoming.data.length === 0
            ? "No run waits for it within the next 24 hours."
            : `${upcoming.data.length === 50 ? "50 and more runs wait" : upcoming.data.length === 1 ? "1 run waits" : `${upcoming.data.length} runs wait`} for it within the next 24 hours.`}
        </p>
      )}
    </DoneDialog>
  );
}
