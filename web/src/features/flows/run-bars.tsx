import { Link } from "@tanstack/react-router";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { formatDuration } from "../../lib/time.ts";
import { stateLabel, toneOf } from "../../lib/tone.ts";

/** The last runs of a flow as bars, oldest left: colour is the state, height the duration beside the longest. */
export function RunBars({ runs }: { readonly runs: readonly FlowRun[] | undefined }) {
  if (runs === undefined) return <span className="block h-full w-40 rounded bg-hover" />;
  const longest = Math.max(0.001, ...runs.map((run) => run.estimated_run_time));
  return (
    <span className="relative z-10 flex h-full items-end gap-[3px]">
      {[...runs].reverse().map((run) => {
        const text = `${run.name}: ${stateLabel(run.state_type, run.state_name)}, ${formatDuration(run.estimated_run_time)}`;
        return (
          <Link
            key={run.id}
            to="/runs/$id"
            params={{ id: run.id }}
            aria-label={text}
            title={text}
            tabIndex={-1}
            preload={false}
            className="flex h-full w-[7px] items-end rounded-[2px] hover:bg-line"
          >
            <span
              data-tone={toneOf(run.state_type, run.state_name)}
              className="w-full rounded-[2px] tone-solid"
              style={{ height: `${Math.max(18, Math.sqrt(run.estimated_run_time / longest) * 100)}%` }}
            />
          </Link>
        );
      })}
    </span>
  );
}
