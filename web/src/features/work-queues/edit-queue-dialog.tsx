import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { api } from "../../api/client.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Modal } from "../../ui/modal.tsx";
import { refreshQueue } from "./changes.ts";
import { bodyOf, draftOf, problemsOf } from "./queue-draft.ts";
import { QueueFields } from "./queue-form.tsx";

/** Changes a work queue. */
export function EditQueueDialog({ queue, close }: { readonly queue: WorkQueue; readonly close: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(queue));
  const problems = problemsOf(draft);
  const saving = useMutation({
    mutationFn: () => {
      const { filter, ...body } = bodyOf(draft);
      // a queue without a filter stays so until it is given one
      const filtered = queue.filter !== null || Object.keys(filter).length > 0;
      return api.updateWorkQueue({ params: { id: queue.id }, body: { ...body, ...(filtered ? { filter } : {}) } });
    },
    onSuccess: async () => {
      await refreshQueue(client, queue.id);
      close();
    },
  });
  return (
    <Modal
      title={`Edit ${queue.name}`}
      close={close}
      submit={() => Object.keys(problems).length === 0 && saving.mutate()}
      footer={<DialogButtons close={close} verb="Save" busy={saving.isPending ? "Saving…" : undefined} />}
    >
      <QueueFields draft={draft} set={(part) => setDraft({ ...draft, ...part })} problems={problems} />
      <Complaint error={saving.error} />
    </Modal>
  );
}
