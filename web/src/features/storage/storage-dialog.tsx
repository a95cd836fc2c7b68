import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import type { Storage, StorageCheck } from "../../../../core/contract/storages.ts";
import { api } from "../../api/client.ts";
import { useDraft } from "../../form/use-draft.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Modal } from "../../ui/modal.tsx";
import { CheckSteps } from "./check-steps.tsx";
import { bodyOf, configOf, draftOf, problemsOf } from "./storage-draft.ts";
import { StorageFields } from "./storage-fields.tsx";

interface Props {
  /** The one to change; without it one is created. */
  readonly storage?: Storage;
  readonly close: () => void;
}

/** Creates or changes a storage; the server writes, reads and deletes there before it saves anything. */
export function StorageDialog({ storage, close }: Props) {
  const client = useQueryClient();
  const { fields, send } = useDraft(() => draftOf(storage), problemsOf);
  const saving = useMutation({
    mutationFn: async () => {
      const saved =
        storage === undefined
          ? await api.createStorage({ body: bodyOf(fields.draft) })
          : await api.updateStorage({ params: { id: storage.id }, body: { config: configOf(fields.draft) } });
      return { storage: saved, check: await api.testStorage({ params: { id: saved.id } }) };
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["storages"] }),
  });
  if (saving.data !== undefined) return <Saved {...saving.data} close={close} />;
  return (
    <Modal
      title={storage === undefined ? "Create storage" : `Edit ${storage.name}`}
      close={close}
      submit={() => send(saving.mutate)}
      footer={<DialogButtons close={close} verb="Test and save" busy={saving.isPending ? "Testing…" : undefined} />}
    >
      <StorageFields {...fields} />
      {saving.isPending && <CheckSteps running />}
      <Complaint error={saving.error} />
    </Modal>
  );
}

function Saved({ storage, check, close }: { readonly storage: Storage; readonly check: StorageCheck; readonly close: () => void }) {
  return (
    <Modal
      title="The storage is saved"
      close={close}
      submit={close}
      footer={
        <button type="submit" className="primary">
          Done
        </button>
      }
    >
      <p className="flex items-center gap-2">
        <CircleCheck aria-hidden="true" size={17} className="shrink-0 text-completed" />
        <span className="font-medium">{storage.name}</span>
        <span className="text-ink-2 break-all">{storage.location}</span>
      </p>
      <CheckSteps check={check} />
      {storage.is_default && <p className="text-sm text-ink-2">It is the default: new results and bundles go there.</p>}
    </Modal>
  );
}
