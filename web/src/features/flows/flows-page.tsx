import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Search, Waypoints } from "lucide-react";
import { useMemo, useState } from "react";
import type { Flow } from "../../../../core/contract/flows.ts";
import { dueRunsOf, flowsQuery, latestRunsQuery, runCountQuery } from "../../api/queries.ts";
import { useTitle } from "../../shell/title.ts";
import { Command } from "../../ui/copy.tsx";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment } from "../../ui/time.tsx";
import { RunBars } from "./run-bars.tsx";

/** All flows, each with how its last runs went. */
export function FlowsPage() {
  useTitle("Flows");
  const flows = useQuery(flowsQuery());
  const [text, setText] = useState("");
  const shown = useMemo(() => flows.data?.filter((flow) => flow.name.toLowerCase().includes(text.toLowerCase())), [flows.data, text]);
  if (shown === undefined)
    return flows.error === null ? (
      <div className="card">
        <SkeletonRows rows={8} height={56} />
      </div>
    ) : (
      <Failure error={flows.error} retry={() => void flows.refetch()} />
    );
  if (flows.data?.length === 0)
    return (
      <Empty icon={<Waypoints size={34} strokeWidth={1.5} aria-hidden="true" />} title="No flows yet">
        <p>A flow is known from its first run on.</p>
        <Command>node examples/hello.ts</Command>
      </Empty>
    );
  return (
    <div className="flex flex-col gap-3">
      <h1 className="sr-only">Flows</h1>
      <div role="search" aria-label="Filter flows" className="flex flex-wrap items-center gap-3">
        <SearchField
          label="Search flows"
          icon={<Search aria-hidden="true" size={14} />}
          value={text}
          change={setText}
          className="w-full sm:w-60"
        />
        <span role="status" className="ml-auto text-sm text-ink-3 tabular">
          {shown.length} {shown.length === 1 ? "flow" : "flows"}
        </span>
      </div>
      {shown.length === 0 ? (
        <div className="card">
          <Empty title="No flow of that name">
            <button type="button" className="control" onClick={() => setText("")}>
              Clear search
            </button>
          </Empty>
        </div>
      ) : (
        <div role="table" aria-label="Flows" className="card">
          <div role="row" className={`${grid} hidden h-9 border-b border-line text-xs text-ink-3 md:grid`}>
            <span role="columnheader">Flow</span>
            <span role="columnheader">Tags</span>
            <span role="columnheader">Last runs</span>
            <span role="columnheader" className="text-right">
              Runs
            </span>
            <span role="columnheader" className="text-right">
              Last run
            </span>
          </div>
          {shown.map((flow) => (
            <FlowRow key={flow.id} flow={flow} />
          ))}
        </div>
      )}
    </div>
  );
}

const grid = "items-center gap-4 px-4 md:grid md:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_minmax(200px,1.2fr)_72px_88px]";

function FlowRow({ flow }: { readonly flow: Flow }) {
  const key = ["of-flow", flow.id];
  const runs = useQuery(latestRunsQuery(flow.id));
  const count = useQuery(runCountQuery(key, () => dueRunsOf(flow.id)));
  const latest = runs.data?.[0];
  return (
    <div
      role="row"
      className={`${grid} relative flex min-h-14 flex-wrap gap-y-2 border-b border-line py-2.5 last:border-0 focus-within:bg-hover hover:bg-hover md:py-0`}
    >
      <span role="cell" className="min-w-0 max-md:flex-1">
        <Link to="/flows/$id" params={{ id: flow.id }} data-row className="block truncate font-medium after:absolute after:inset-0">
          {flow.name}
        </Link>
      </span>
      <span role="cell" className="min-w-0">
        <Tags tags={flow.tags} />
      </span>
      <span role="cell" className="h-7 max-md:w-full">
        <RunBars runs={runs.data} />
      </span>
      <span role="cell" className="text-right text-sm text-ink-2 tabular">
        {count.data?.toLocaleString() ?? "…"}
        <span className="md:hidden">{count.data === 1 ? " run" : " runs"}</span>
      </span>
      <span role="cell" className="relative z-10 text-right text-sm text-ink-2 tabular max-md:ml-auto">
        {latest === undefined ? "–" : <Moment at={latest.start_time ?? latest.expected_start_time} />}
      </span>
    </div>
  );
}
