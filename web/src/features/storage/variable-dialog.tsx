import { useQueryClient } from "@tanstack/react-query";
import type { Variable } from "../../../../core/contract/variables.ts";
import { api } from "../../api/client.ts";
import { readJson } from "../../form/draft.ts";
import { DraftDialog } from "../../form/draft-dialog.tsx";
import type { Problems } from "../../form/use-draft.ts";
import { Labelled } from "../../ui/labelled.tsx";
import { TagInput } from "../../ui/tag-input.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface VariableDraft {
  readonly name: string;
  /** JSON, or any text. */
  readonly value: string;
  readonly tags: readonly string[];
}

/** Creates or changes a variable. What is no JSON is taken as text. */
export function VariableDialog({ variable, close }: { readonly variable?: Variable; readonly close: () => void }) {
  const client = useQueryClient();
  return (
    <DraftDialog
      title={variable === undefined ? "Create a variable" : `Edit ${variable.name}`}
      verb={variable === undefined ? "Create" : "Save"}
      close={close}
      first={() => draftOf(variable)}
      problemsOf={problemsOf}
      save={async (draft) => {
        const body = bodyOf(draft);
        if (variable === undefined) await api.createVariable({ body });
        else await api.updateVariable({ params: { id: variable.id }, body });
        await client.invalidateQueries({ queryKey: ["variables"] });
      }}
    >
      {({ draft, set, text }) => (
        <>
          <TextField label="Name" required mono hint="Lower-case letters, digits, dashes and underscores" {...text("name")} />
          <TextField label="Value" required mono rows={4} hint="JSON; anything else is taken as text" {...text("value")} />
          <Labelled label="Tags">{(ties) => <TagInput ties={ties} tags={draft.tags} change={(tags) => set({ tags })} />}</Labelled>
        </>
      )}
    </DraftDialog>
  );
}

function draftOf(variable?: Variable): VariableDraft {
  if (variable === undefined) return { name: "", value: "", tags: [] };
  return { name: variable.name, value: JSON.stringify(variable.value, null, 2), tags: variable.tags };
}

function problemsOf({ name }: VariableDraft): Problems<VariableDraft> {
  return name.trim() === "" ? { name: "required" } : {};
}

function bodyOf({ name, value, tags }: VariableDraft): Parameters<typeof api.createVariable>[0]["body"] {
  const read = readJson(value);
  type Value = Parameters<typeof api.createVariable>[0]["body"]["value"];
  return { name: name.trim(), value: ("problem" in read ? value : read.value) as Value, tags: [...tags] };
}
