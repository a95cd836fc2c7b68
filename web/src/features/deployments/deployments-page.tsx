import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { CircleDot, Package, Search, Tag, X } from "lucide-react";
import { useMemo } from "react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { deploymentsQuery } from "../../api/deployments.ts";
import { useTitle } from "../../shell/title.ts";
import { Choice } from "../../ui/choice.tsx";
import { Command } from "../../ui/copy.tsx";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { FilterButton } from "../runs/filter-button.tsx";
import { useFlowNames } from "../runs/flow-names.ts";
import { DeploymentRow, grid } from "./deployment-row.tsx";
import { type DeploymentsSearch, parseDeploymentsSearch } from "./search.ts";

const route = getRouteApi("/deployments");

/** All deployments: where their runs come from, when the next is due, how the last ones went. */
export function DeploymentsPage() {
  useTitle("Deployments");
  const raw = route.useSearch();
  const search = useMemo(() => parseDeploymentsSearch({ ...raw }), [raw]);
  const navigate = route.useNavigate();
  const set = (part: { [K in keyof DeploymentsSearch]?: DeploymentsSearch[K] | undefined }) =>
    void navigate({ search: parseDeploymentsSearch({ ...search, ...part }), replace: true, resetScroll: false });
  const deployments = useQuery(deploymentsQuery());
  const names = useFlowNames(deployments.data);
  const shown = deployments.data?.filter((one) => matches(one, names.get(one.flow_id) ?? "", search));
  if (shown === undefined)
    return deployments.error === null ? (
      <div className="card">
        <SkeletonRows rows={8} height={60} />
      </div>
    ) : (
      <Failure error={deployments.error} retry={() => void deployments.refetch()} />
    );
  if (deployments.data?.length === 0) return <NoDeployments />;
  return (
    <div className="flex flex-col gap-3">
      <h1 className="sr-only">Deployments</h1>
      <div role="search" aria-label="Filter deployments" className="flex flex-wrap items-center gap-2">
        <SearchField
          label="Search deployments"
          icon={<Search aria-hidden="true" size={14} />}
          value={search.q ?? ""}
          change={(q) => set({ q: q === "" ? undefined : q })}
          className="w-full sm:w-60"
        />
        <FilterButton
          label="Tags"
          icon={<Tag aria-hidden="true" size={14} />}
          chosen={search.tag}
          options={() => [...new Set(deployments.data?.flatMap((one) => one.tags))].sort().map((value) => ({ value }))}
          change={(tag) => set({ tag })}
          searchable
        />
        <Choice
          label="Status"
          icon={<CircleDot aria-hidden="true" size={14} />}
          active={search.status !== undefined}
          value={search.status ?? ""}
          change={(status) => set({ status: status === "" ? undefined : (status as "paused" | "active") })}
        >
          <option value="">Any status</option>
          <option value="active">Active</option>
          <option value="paused">Paused</option>
        </Choice>
        {Object.keys(search).length > 0 && (
          <button
            type="button"
            className="control border-transparent bg-transparent px-2"
            onClick={() => void navigate({ search: {}, replace: true })}
          >
            <X aria-hidden="true" size={14} />
            Clear
          </button>
        )}
        <span role="status" className="ml-auto text-sm text-ink-3 tabular">
          {shown.length} {shown.length === 1 ? "deployment" : "deployments"}
        </span>
      </div>
      {shown.length === 0 ? (
        <div className="card">
          <Empty title="No deployment matches">
            <button type="button" className="control" onClick={() => void navigate({ search: {}, replace: true })}>
              Clear filters
            </button>
          </Empty>
        </div>
      ) : (
        <div role="table" aria-label="Deployments" className="card">
          <div role="row" className={`${grid} hidden h-9 border-b border-line text-xs text-ink-3 lg:grid`}>
            <span role="columnheader">Deployment</span>
            <span role="columnheader">Status</span>
            <span role="columnheader">Schedule</span>
            <span role="columnheader">Tags</span>
            <span role="columnheader">Last runs</span>
            <span role="columnheader" className="text-right">
              Next run
            </span>
            <span role="columnheader" className="text-right">
              Active
            </span>
          </div>
          {shown.map((deployment) => (
            <DeploymentRow key={deployment.id} deployment={deployment} flowName={names.get(deployment.flow_id)} />
          ))}
        </div>
      )}
    </div>
  );
}

function NoDeployments() {
  return (
    <Empty icon={<Package size={34} strokeWidth={1.5} aria-hidden="true" />} title="No deployments yet">
      <p>
        A deployment runs a flow without you: on a schedule, or from here with a form. Write one beside your flow with deployment(…), then:
      </p>
      <Command>npx millrace deployment create flows.ts</Command>
    </Empty>
  );
}

function matches(deployment: Deployment, flow: string, { q, tag, status }: DeploymentsSearch): boolean {
  const name = `${flow} / ${deployment.name}`.toLowerCase();
  return (
    (q === undefined || name.includes(q.toLowerCase())) &&
    (tag === undefined || tag.every((one) => deployment.tags.includes(one))) &&
    (status === undefined || deployment.paused === (status === "paused"))
  );
}
