import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Labelled } from "../../ui/labelled.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Segments } from "../../ui/segments.tsx";
import { CheckSteps } from "./check-steps.tsx";
import { bodyOf, freshStorage, problemsOf, type StorageDraft } from "./storage-draft.ts";

/** Creates a storage; the server writes, reads and deletes there before it saves anything. */
export function CreateStorageDialog({ close }: { readonly close: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(freshStorage);
  const [tried, setTried] = useState(false);
  const problems = problemsOf(draft);
  const shown = tried ? problems : {};
  const set = (part: Partial<StorageDraft>) => setDraft({ ...draft, ...part });
  const creating = useMutation({
    mutationFn: async () => {
      const storage = await api.createStorage({ body: bodyOf(draft) });
      return { storage, check: await api.testStorage({ params: { id: storage.id } }) };
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["storages"] }),
  });
  const text = (key: "name" | "bucket" | "prefix" | "endpoint" | "region" | "keyId" | "path") => ({
    value: draft[key],
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
    className: "field",
    autoComplete: "off",
  });
  if (creating.data !== undefined)
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
          <CircleCheck aria-hidden="true" size={17} className="text-completed" />
          <span className="font-medium">{creating.data.storage.name}</span>
          <span className="text-ink-2 break-all">{creating.data.storage.location}</span>
        </p>
        <CheckSteps check={creating.data.check} />
        {creating.data.storage.is_default && <p className="text-sm text-ink-2">It is the default: new results and bundles go there.</p>}
      </Modal>
    );
  return (
    <Modal
      title="Create storage"
      close={close}
      submit={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) creating.mutate();
      }}
      footer={<DialogButtons close={close} verb="Test and save" busy={creating.isPending ? "Testing…" : undefined} />}
    >
      <Segments
        label="Kind"
        options={[
          ["s3", "Amazon S3"],
          ["compatible", "S3-compatible"],
          ["local", "Local directory"],
        ]}
        value={draft.kind}
        change={(kind) => set({ kind })}
      />
      <Labelled label="Name" required problem={shown.name}>
        {(ties) => <input {...ties} {...text("name")} />}
      </Labelled>
      {draft.kind === "local" ? (
        <Labelled label="Directory" required hint="Of the machine this server runs on" problem={shown.path}>
          {(ties) => <input {...ties} {...text("path")} placeholder="/var/lib/millrace/results" />}
        </Labelled>
      ) : (
        <>
          {draft.kind === "compatible" && (
            <Labelled label="Endpoint" required problem={shown.endpoint}>
              {(ties) => <input {...ties} {...text("endpoint")} inputMode="url" placeholder="http://minio.example:9000" />}
            </Labelled>
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <Labelled label="Bucket" required problem={shown.bucket}>
              {(ties) => <input {...ties} {...text("bucket")} />}
            </Labelled>
            <Labelled label="Prefix" hint="A folder in it; empty: its root">
              {(ties) => <input {...ties} {...text("prefix")} />}
            </Labelled>
            <Labelled label="Access key id" hint="Empty, with the secret: the server's own credentials">
              {(ties) => <input {...ties} {...text("keyId")} />}
            </Labelled>
            <Labelled label="Secret access key" hint="Sealed at once; never shown again" problem={shown.secret}>
              {(ties) => (
                <input
                  {...ties}
                  type="password"
                  autoComplete="new-password"
                  value={draft.secret}
                  onChange={(event) => set({ secret: event.target.value })}
                  className="field"
                />
              )}
            </Labelled>
            <Labelled label="Region" hint="Empty: the server's own">
              {(ties) => <input {...ties} {...text("region")} placeholder="eu-central-1" />}
            </Labelled>
          </div>
        </>
      )}
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="accent-(--water)"
          checked={draft.makeDefault}
          onChange={(event) => set({ makeDefault: event.target.checked })}
        />
        New results and bundles go there
      </label>
      {creating.isPending && <CheckSteps running />}
      <Complaint error={creating.error} />
    </Modal>
  );
}
