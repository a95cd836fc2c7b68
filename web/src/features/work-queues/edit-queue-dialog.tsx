import { useQueryClient } from "@tanstack/react-query";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { api } from "../../api/client.ts";
import { DraftDialog } from "../../form/draft-dialog.tsx";
import { refreshQueue } from "./changes.ts";
import { bodyOf, draftOf, problemsOf } from "./queue-draft.ts";
import { QueueFields } from "./queue-form.tsx";

/** Changes a work queue. */
export function EditQueueDialog({ queue, close }: { readonly queue: WorkQueue; readonly close: () => void }) {
  const client = useQueryClient();
  return (
    <DraftDialog
      title={`Edit ${queue.name}`}
      verb="Save"
      close={close}
      first={() => draftOf(queue)}
      problemsOf={problemsOf}
      save={async (draft) => {
        const { filter, ...body } = bodyOf(draft);
        // a queue without a filter stays so until it is given one
        const filtered = queue.filter !== null || Object.keys(filter).length > 0;
        await api.updateWorkQueue({ params: { id: queue.id }, body: { ...body, ...(filtered ? { filter } : {}) } });
        await refreshQueue(client, queue.id);
      }}
    >
      {(fields) => <QueueFields {...fields} />}
    </DraftDialog>
  );
}
