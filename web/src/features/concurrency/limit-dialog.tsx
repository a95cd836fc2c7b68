import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ConcurrencyLimitV2 } from "../../../../core/contract/concurrency-limits.ts";
import { api } from "../../api/client.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Labelled } from "../../ui/labelled.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Segments } from "../../ui/segments.tsx";
import { limitName } from "./words.ts";

/** Creates a limit, of a tag or by name, or changes how much one allows. */
export function LimitDialog({ limit, close }: { readonly limit?: ConcurrencyLimitV2; readonly close: () => void }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<"tag" | "name">("tag");
  const [name, setName] = useState(limit?.name ?? "");
  const [slots, setSlots] = useState(String(limit?.limit ?? 1));
  const [decay, setDecay] = useState(limit === undefined || limit.slot_decay_per_second === 0 ? "" : String(limit.slot_decay_per_second));
  const ofTag = limit === undefined ? kind === "tag" : limitName(limit.name).ofTag;
  const badSlots = /^\d+$/.test(slots.trim()) ? undefined : "a whole number";
  const badDecay = decay.trim() === "" || Number(decay) >= 0 ? undefined : "a number, or nothing";
  const saving = useMutation({
    mutationFn: async () => {
      const body = { limit: Number(slots), slot_decay_per_second: ofTag || decay.trim() === "" ? 0 : Number(decay) };
      if (limit !== undefined) await api.updateConcurrencyLimitV2({ params: { id_or_name: limit.id }, body });
      else await api.createConcurrencyLimitV2({ body: { ...body, name: ofTag ? `tag:${name.trim()}` : name.trim() } });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["limits"] });
      close();
    },
  });
  return (
    <Modal
      title={limit === undefined ? "Create a concurrency limit" : `Edit ${limitName(limit.name).name}`}
      close={close}
      submit={() => saving.mutate()}
      footer={
        <DialogButtons
          close={close}
          verb={limit === undefined ? "Create" : "Save"}
          busy={saving.isPending ? "Saving…" : undefined}
          disabled={name.trim() === "" || badSlots !== undefined || badDecay !== undefined}
        />
      }
    >
      {limit === undefined && (
        <>
          <Segments
            label="Of"
            options={[
              ["tag", "A tag of tasks"],
              ["name", "A name in code"],
            ]}
            value={kind}
            change={setKind}
          />
          <Labelled
            label={ofTag ? "Tag" : "Name"}
            required
            hint={ofTag ? "Task runs with this tag wait for a slot" : `Held by concurrency(${JSON.stringify(name || "database")}) in flows`}
          >
            {(ties) => <input {...ties} value={name} onChange={(event) => setName(event.target.value)} className="field" />}
          </Labelled>
        </>
      )}
      <Labelled label="Slots" required hint="How many at once; 0 stops all" problem={badSlots}>
        {(ties) => (
          <input {...ties} inputMode="numeric" value={slots} onChange={(event) => setSlots(event.target.value)} className="field tabular" />
        )}
      </Labelled>
      {!ofTag && (
        <Labelled
          label="Slots that come back each second"
          hint="Makes it a rate limit; empty: slots are given back by who held them"
          problem={badDecay}
        >
          {(ties) => (
            <input
              {...ties}
              inputMode="decimal"
              value={decay}
              onChange={(event) => setDecay(event.target.value)}
              className="field tabular"
            />
          )}
        </Labelled>
      )}
      <Complaint error={saving.error} />
    </Modal>
  );
}
