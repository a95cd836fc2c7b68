import { useQueryClient } from "@tanstack/react-query";
import type { ConcurrencyLimitV2 } from "../../../../core/contract/concurrency-limits.ts";
import { api } from "../../api/client.ts";
import { DraftDialog } from "../../form/draft-dialog.tsx";
import type { Drafted } from "../../form/use-draft.ts";
import { Segments } from "../../ui/segments.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { bodyOf, changesOf, draftOf, type LimitDraft, problemsOf } from "./limit-draft.ts";
import { limitName } from "./words.ts";

/** Creates a limit, of a tag or by name, or changes how much one allows. */
export function LimitDialog({ limit, close }: { readonly limit?: ConcurrencyLimitV2; readonly close: () => void }) {
  const client = useQueryClient();
  return (
    <DraftDialog
      title={limit === undefined ? "Create a concurrency limit" : `Edit ${limitName(limit.name).name}`}
      verb={limit === undefined ? "Create" : "Save"}
      close={close}
      first={() => draftOf(limit)}
      problemsOf={problemsOf}
      save={async (draft) => {
        if (limit === undefined) await api.createConcurrencyLimitV2({ body: bodyOf(draft) });
        else await api.updateConcurrencyLimitV2({ params: { id_or_name: limit.id }, body: changesOf(draft) });
        await client.invalidateQueries({ queryKey: ["limits"] });
      }}
    >
      {(fields) => (
        <>
          {limit === undefined && <Named {...fields} />}
          <TextField label="Slots" required inputMode="numeric" hint="How many at once; 0 stops all" {...fields.text("limit")} />
          {fields.draft.of === "name" && (
            <TextField
              label="Slots that come back each second"
              inputMode="decimal"
              hint="Makes it a rate limit; empty: slots are given back by who held them"
              {...fields.text("slot_decay_per_second")}
            />
          )}
        </>
      )}
    </DraftDialog>
  );
}

function Named({ draft, set, text }: Drafted<LimitDraft>) {
  return (
    <>
      <Segments
        label="Of"
        options={[
          ["tag", "A tag of tasks"],
          ["name", "A name in code"],
        ]}
        value={draft.of}
        change={(of) => set({ of })}
      />
      <TextField
        label={draft.of === "tag" ? "Tag" : "Name"}
        required
        hint={
          draft.of === "tag"
            ? "Task runs with this tag wait for a slot"
            : `Held by concurrency(${JSON.stringify(draft.name || "database")}) in flows`
        }
        {...text("name")}
      />
    </>
  );
}
