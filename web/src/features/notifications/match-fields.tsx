import { useQuery } from "@tanstack/react-query";
import type { StateType } from "../../../../core/contract/states.ts";
import { flowsQuery } from "../../api/queries.ts";
import type { Drafted } from "../../form/use-draft.ts";
import { stateLabel, stateTypes, toneOf } from "../../lib/tone.ts";
import { Labelled } from "../../ui/labelled.tsx";
import { StateIcon } from "../../ui/state.tsx";
import { TagInput } from "../../ui/tag-input.tsx";
import type { NotificationDraft } from "./notification-draft.ts";

/** Which transitions a notification tells of. */
export function MatchFields({ draft, set }: Drafted<NotificationDraft>) {
  const flows = useQuery(flowsQuery());
  return (
    <>
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
    </>
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
