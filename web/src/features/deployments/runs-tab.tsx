import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { serverNow } from "../../api/client.ts";
import { runCountQuery, runsQuery } from "../../api/queries.ts";
import { Empty } from "../../ui/notice.tsx";
import { FilterBar } from "../runs/filter-bar.tsx";
import { NoMatches } from "../runs/no-runs.tsx";
import { RunHistory } from "../runs/run-history.tsx";
import { RunsTable } from "../runs/runs-table.tsx";
import { countFilters, parseRunsSearch, type RunsSearch, toListFilter, toRunsFilter } from "../runs/search.ts";

const route = getRouteApi("/deployments/$id");

/** The runs of a deployment, with the filters of every list of runs. */
export function RunsTab({ deployment }: { readonly deployment: Deployment }) {
  const within = useMemo(() => ({ deploymentId: deployment.id }), [deployment.id]);
  const raw = route.useSearch();
  const search = useMemo(() => parseRunsSearch({ ...raw }), [raw]);
  const navigate = route.useNavigate();
  const change = useCallback((next: RunsSearch) => void navigate({ search: next as never, replace: true, resetScroll: false }), [navigate]);
  const { sort: _, ...filters } = search;
  const runs = useInfiniteQuery(runsQuery([deployment.id, search], () => toRunsFilter(search, serverNow(), within)));
  const count = useQuery(runCountQuery([deployment.id, filters], () => toListFilter(search, serverNow(), within)));
  const rows = useMemo(() => runs.data?.pages.flat(), [runs.data]);
  return (
    <div className="flex flex-col gap-3">
      <RunHistory search={search} change={change} within={within} />
      <FilterBar search={search} change={change} count={count.data} within={within} />
      <RunsTable
        runs={runs}
        rows={rows}
        ofOneFlow
        empty={
          countFilters(search) > 0 ? (
            <NoMatches clear={() => change({})} />
          ) : (
            <Empty title="This deployment has not run yet">
              <p>Run it from the button above, or give it a schedule.</p>
            </Empty>
          )
        }
      />
    </div>
  );
}
