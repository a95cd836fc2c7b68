import { useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import type { Storage, StorageCheck } from "../../../../core/contract/storages.ts";
import { api } from "../../api/client.ts";
import { DraftDialog } from "../../form/draft-dialog.tsx";
import { DoneDialog } from "../../ui/done-dialog.tsx";
import { CheckSteps } from "./check-steps.tsx";
import { bodyOf, configOf, draftOf, problemsOf, type StorageDraft } from "./storage-draft.ts";
import { StorageFields } from "./storage-fields.tsx";

interface Props {
  /** The one to change; without it one is created. */
  readonly storage?: Storage;
  readonly close: () => void;
}

/** Creates or changes a storage; the server writes, reads and deletes there before it saves anything. */
export function StorageDialog({ storage, close }: Props) {
  const client = useQueryClient();
  const save = async (draft: StorageDraft) => {
    try {
      const saved =
        storage === undefined
          ? await api.createStorage({ body: bodyOf(draft) })
          : await api.updateStorage({ params: { id: storage.id }, body: { config: configOf(draft) } });
      return { storage: saved, check: await api.testStorage({ params: { id: saved.id } }) };
    } finally {
      await client.invalidateQueries({ queryKey: ["storages"] });
    }
  };
  return (
    <DraftDialog
      title={storage === undefined ? "Create storage" : `Edit ${storage.name}`}
      verb="Test and save"
      busy="Testing…"
      close={close}
      first={() => draftOf(storage)}
      problemsOf={problemsOf}
      save={save}
      saved={(answer) => <Saved {...answer} close={close} />}
    >
      {(fields, saving) => (
        <>
          <StorageFields {...fields} />
          {saving && <CheckSteps running />}
        </>
      )}
    </DraftDialog>
  );
}

function Saved({ storage, check, close }: { readonly storage: Storage; readonly check: StorageCheck; readonly close: () => void }) {
  return (
    <DoneDialog title="The storage is saved" close={close}>
      <p className="flex items-center gap-2">
        <CircleCheck aria-hidden="true" size={17} className="shrink-0 text-completed" />
        <span className="font-medium">{storage.name}</span>
        <span className="text-ink-2 break-all">{storage.location}</span>
      </p>
      <CheckSteps check={check} />
      {storage.is_default && <p className="text-sm text-ink-2">It is the default: new results and bundles go there.</p>}
    </DoneDialog>
  );
}
