import { useQuery } from "@tanstack/react-query";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import type { State } from "../../../../core/contract/states.ts";
import { runStatesQuery } from "../../api/queries.ts";
import { formatDuration, formatExact, toMs } from "../../lib/time.ts";
import { toneOf } from "../../lib/tone.ts";
import { StateBadge } from "../../ui/state.tsx";

/** The states of a run in order, with how long each lasted. */
export function StateTrail({ run }: { readonly run: FlowRun }) {
  const states = useQuery(runStatesQuery(run.id, run.state_id));
  return <Trail states={states.data ?? (run.state === null ? [] : [run.state])} label="States of this run" />;
}

/** Any trail of states; the middle of a very long one is left out. */
export function Trail({ states, label }: { readonly states: readonly State[]; readonly label: string }) {
  if (states.length < 2) return null;
  const shown = states.length > 12 ? [...states.slice(0, 4), null, ...states.slice(-7)] : states;
  return (
    <ol aria-label={label} className="flex flex-wrap items-center gap-y-1.5 text-sm">
      {shown.map((state, index) =>
        state === null ? (
          <li key="gap" className="mx-2 text-ink-3">
            … {states.length - 11} more …
          </li>
        ) : (
          <li
            key={state.id}
            className="flex items-center"
            title={`${formatExact(toMs(state.timestamp))}${state.message ? `\n${state.message.slice(0, 300)}` : ""}`}
          >
            <StateBadge type={state.type} name={state.name} past={index < shown.length - 1} />
            {index < shown.length - 1 && <Lasted from={state} to={states[states.indexOf(state) + 1]} />}
          </li>
        ),
      )}
    </ol>
  );
}

function Lasted({ from, to }: { readonly from: State; readonly to: State | undefined }) {
  const seconds = to === undefined ? 0 : Math.max(0, toMs(to.timestamp) - toMs(from.timestamp)) / 1000;
  return (
    <span data-tone={toneOf(from.type, from.name)} className="mx-2 flex items-center gap-1.5 text-xs text-ink-3 tabular">
      <span aria-hidden="true" className="h-px w-3 tone-solid sm:w-5" />
      {formatDuration(seconds)}
      <span aria-hidden="true" className="h-px w-3 bg-line-strong sm:w-5" />
    </span>
  );
}
