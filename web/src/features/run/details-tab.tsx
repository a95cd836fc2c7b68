import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";
import { ResultView } from "../../ui/result.tsx";

/** Everything else the API says of a run, and what it returned. */
export function DetailsTab({ run }: { readonly run: FlowRun }) {
  const { state, parameters: _, ...facts } = run;
  return (
    <div className="flex flex-col gap-3">
      <ResultView state={state} />
      <section aria-label="Run" className="card relative p-4">
        <h2 className="mb-2 pr-28 text-sm font-semibold">The run as the API answers it</h2>
        <CopyButton text={() => JSON.stringify(run, null, 2)} label="Copy JSON" className="absolute top-3 right-3 z-10" />
        <JsonTree value={withoutNulls(facts)} />
      </section>
    </div>
  );
}

function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== null && !(typeof item === "object" && Object.keys(item as object).length === 0)),
  );
}
