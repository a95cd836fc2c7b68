import { useQuery } from "@tanstack/react-query";
import { deploymentsQuery } from "../../api/deployments.ts";
import type { Drafted } from "../../form/use-draft.ts";
import { Labelled } from "../../ui/labelled.tsx";
import { TagInput } from "../../ui/tag-input.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { QueueDraft } from "./queue-draft.ts";

/** The fields of a work queue: name, which runs it takes, how many at once, how urgent. */
export function QueueFields({ draft, set, text }: Drafted<QueueDraft>) {
  const deployments = useQuery(deploymentsQuery());
  return (
    <>
      <TextField label="Name" required maxLength={255} {...text("name")} />
      <TextField label="Description" {...text("description")} />
      <Labelled label="Tags" hint="It takes runs that have all of these, and name no other queue. None: all such runs.">
        {(ties) => <TagInput ties={ties} tags={draft.tags} change={(tags) => set({ tags })} placeholder="ml" />}
      </Labelled>
      {(deployments.data?.length ?? 0) > 0 && (
        <fieldset className="flex min-w-0 flex-col gap-1">
          <legend className="mb-1 text-sm font-medium">Deployments</legend>
          <div className="max-h-36 overflow-y-auto rounded-[7px] border border-line-strong bg-surface p-1">
            {deployments.data?.map((one) => (
              <label key={one.id} className="flex min-h-7 items-center gap-2 rounded-md px-2 text-sm hover:bg-hover">
                <input
                  type="checkbox"
                  className="accent-(--water)"
                  checked={draft.deployments.includes(one.id)}
                  onChange={(event) =>
                    set({
                      deployments: event.target.checked ? [...draft.deployments, one.id] : draft.deployments.filter((id) => id !== one.id),
                    })
                  }
                />
                <span className="min-w-0 truncate">{one.name}</span>
                {one.work_queue_name !== null && <span className="ml-auto shrink-0 text-xs text-ink-3">goes to {one.work_queue_name}</span>}
              </label>
            ))}
          </div>
          <p className="text-xs text-ink-3">Chosen: only runs of these. None chosen: of any.</p>
        </fieldset>
      )}
      <div className="grid grid-cols-2 gap-4">
        <TextField label="Concurrency limit" inputMode="numeric" hint="Runs at once; empty: no limit" {...text("limit")} />
        <TextField label="Priority" inputMode="numeric" hint="1 is served first" {...text("priority")} />
      </div>
    </>
  );
}
