import { Braces } from "lucide-react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";
import { Empty } from "../../ui/notice.tsx";

/** The parameters a run was called with. */
export function ParametersTab({ run }: { readonly run: FlowRun }) {
  if (Object.keys(run.parameters).length === 0)
    return (
      <Empty icon={<Braces size={28} strokeWidth={1.6} aria-hidden="true" />} title="No parameters">
        <p>This run was called without any.</p>
      </Empty>
    );
  return (
    <div className="card relative p-4">
      <CopyButton text={() => JSON.stringify(run.parameters, null, 2)} label="Copy JSON" className="absolute top-3 right-3 z-10" />
      <JsonTree value={run.parameters} />
    </div>
  );
}
