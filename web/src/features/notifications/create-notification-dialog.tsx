import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { StateType } from "../../../../core/contract/states.ts";
import { api } from "../../api/client.ts";
import { flowsQuery } from "../../api/queries.ts";
import { stateLabel, stateTypes, toneOf } from "../../lib/tone.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Command } from "../../ui/copy.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Labelled } from "../../ui/labelled.tsx";
import { Modal } from "../../ui/modal.tsx";
import { StateIcon } from "../../ui/state.tsx";
import { TagInput } from "../../ui/tag-input.tsx";
import { ChannelFields } from "./channel-fields.tsx";
import { bodyOf, freshNotification, type NotificationDraft, problemsOf } from "./notification-draft.ts";

/** Creates a notification: which transitions, through which channel, in which words. */
export function CreateNotificationDialog({ close }: { readonly close: () => void }) {
  const client = useQueryClient();
  const flows = useQuery(flowsQuery());
  const [draft, setDraft] = useState(freshNotification);
  const [tried, setTried] = useState(false);
  const problems = problemsOf(draft);
  const shown = tried ? problems : {};
  const set = (part: Partial<NotificationDraft>) => setDraft({ ...draft, ...part });
  const creating = useMutation({
    mutationFn: () => api.createNotification({ body: bodyOf(draft) }),
    onSuccess: async ({ webhook_secret }) => {
      await client.invalidateQueries({ queryKey: ["notifications"] });
      if (webhook_secret === null) close();
    },
  });
  const secret = creating.data?.webhook_secret;
  if (secret != null) return <Secret secret={secret} close={close} />;
  return (
    <Modal
      title="Create a notification"
      close={close}
      submit={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) creating.mutate();
      }}
      footer={<DialogButtons close={close} verb="Create" busy={creating.isPending ? "Creating…" : undefined} />}
    >
      <Labelled label="Name" required problem={shown.name}>
        {(ties) => <input {...ties} value={draft.name} onChange={(event) => set({ name: event.target.value })} className="field" />}
      </Labelled>
      <ChannelFields draft={draft} set={set} problems={shown} />
      <fieldset className="flex min-w-0 flex-col gap-1">
        <legend className="mb-1 text-sm font-medium">When a run enters</legend>
        <div className="flex flex-wrap gap-1.5">
          {stateTypes.map((type) => (
            <StateChip
              key={type}
              type={type}
              on={draft.states.includes(type)}
              change={(on) => set({ states: on ? [...draft.states, type] : draft.states.filter((one) => one !== type) })}
            />
          ))}
        </div>
        <p className="text-xs text-ink-3">None chosen: any state.</p>
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Labelled label="Names of states" hint="Beside those above, such as Late">
          {(ties) => <TagInput ties={ties} tags={draft.stateNames} change={(stateNames) => set({ stateNames })} placeholder="Late" />}
        </Labelled>
        <Labelled label="Tags" hint="A run must have all of them">
          {(ties) => <TagInput ties={ties} tags={draft.tags} change={(tags) => set({ tags })} />}
        </Labelled>
      </div>
      <Labelled
        label="Flows"
        hint={`Names; none: any flow${
          flows.data === undefined || flows.data.length === 0
            ? ""
            : `. Known: ${flows.data
                .slice(0, 6)
                .map((flow) => flow.name)
                .join(", ")}`
        }`}
      >
        {(ties) => <TagInput ties={ties} tags={draft.flows} change={(flows) => set({ flows })} />}
      </Labelled>
      <details>
        <summary className="text-sm font-medium text-ink-2">Words of the message</summary>
        <div className="mt-2 flex flex-col gap-3">
          {draft.channel === "email" && (
            <Labelled label="Subject">
              {(ties) => (
                <input
                  {...ties}
                  value={draft.subject}
                  placeholder="{{ flow.name }} / {{ flow_run.name }}: {{ state.name }}"
                  onChange={(event) => set({ subject: event.target.value })}
                  className="field"
                />
              )}
            </Labelled>
          )}
          <Labelled
            label="Message"
            hint="With places such as {{ flow_run.name }}, {{ state.message }}, {{ flow_run.url }}. Empty: the usual words."
          >
            {(ties) => (
              <textarea
                {...ties}
                rows={3}
                value={draft.message}
                placeholder="Flow run {{ flow_run.name }} is {{ state.name }}"
                onChange={(event) => set({ message: event.target.value })}
                className="field"
              />
            )}
          </Labelled>
        </div>
      </details>
      <Complaint error={creating.error} />
    </Modal>
  );
}

function StateChip({ type, on, change }: { readonly type: StateType; readonly on: boolean; readonly change: (on: boolean) => void }) {
  return (
    <label
      data-tone={toneOf(type)}
      className="control relative h-7 px-2.5 has-checked:border-(--tone-solid) has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-water"
    >
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => change(event.target.checked)}
        className="absolute inset-0 cursor-pointer opacity-0"
      />
      <span className="tone-text">
        <StateIcon type={type} size={13} />
      </span>
      {stateLabel(type)}
    </label>
  );
}

/** A secret the server made, shown this once. */
function Secret({ secret, close }: { readonly secret: string; readonly close: () => void }) {
  return (
    <Modal
      title="Keep this secret"
      close={close}
      submit={close}
      footer={
        <button type="submit" className="primary">
          Done
        </button>
      }
    >
      <p className="text-ink-2">Each message is signed with it, so that the receiver knows who sends. It is not shown again.</p>
      <Command>{secret}</Command>
    </Modal>
  );
}
