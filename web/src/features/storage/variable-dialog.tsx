import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Variable } from "../../../../core/contract/variables.ts";
import { api } from "../../api/client.ts";
import { readJson } from "../../form/draft.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Labelled } from "../../ui/labelled.tsx";
import { Modal } from "../../ui/modal.tsx";
import { TagInput } from "../../ui/tag-input.tsx";

type Value = Parameters<typeof api.createVariable>[0]["body"]["value"];

/** Creates or changes a variable. What is no JSON is taken as text. */
export function VariableDialog({ variable, close }: { readonly variable?: Variable; readonly close: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(variable?.name ?? "");
  const [value, setValue] = useState(variable === undefined ? "" : JSON.stringify(variable.value, null, 2));
  const [tags, setTags] = useState<readonly string[]>(variable?.tags ?? []);
  const saving = useMutation({
    mutationFn: async () => {
      const read = readJson(value);
      const body = { name: name.trim(), value: ("problem" in read ? value : read.value) as Value, tags: [...tags] };
      if (variable === undefined) await api.createVariable({ body });
      else await api.updateVariable({ params: { id: variable.id }, body });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["variables"] });
      close();
    },
  });
  return (
    <Modal
      title={variable === undefined ? "Create a variable" : `Edit ${variable.name}`}
      close={close}
      submit={() => saving.mutate()}
      footer={
        <DialogButtons
          close={close}
          verb={variable === undefined ? "Create" : "Save"}
          busy={saving.isPending ? "Saving…" : undefined}
          disabled={name.trim() === ""}
        />
      }
    >
      <Labelled label="Name" required hint="Lower-case letters, digits, dashes and underscores">
        {(ties) => <input {...ties} value={name} onChange={(event) => setName(event.target.value)} className="field font-mono" />}
      </Labelled>
      <Labelled label="Value" required hint="JSON; anything else is taken as text">
        {(ties) => (
          <textarea
            {...ties}
            rows={4}
            spellCheck={false}
            value={value}
            onChange={(event) => setValue(event.target.value)}
            className="field font-mono"
          />
        )}
      </Labelled>
      <Labelled label="Tags">{(ties) => <TagInput ties={ties} tags={tags} change={setTags} />}</Labelled>
      <Complaint error={saving.error} />
    </Modal>
  );
}
