import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { serverNow } from "../../api/client.ts";
import { runCountQuery, runsQuery } from "../../api/queries.ts";
import { useTitle } from "../../shell/title.ts";
import { FilterBar } from "./filter-bar.tsx";
import { NoMatches, NoRunsYet } from "./no-runs.tsx";
import { RunHistory } from "./run-history.tsx";
import { RunsTable } from "./runs-table.tsx";
import { countFilters, parseRunsSearch, type RunsSearch, toListFilter, toRunsFilter } from "./search.ts";

const route = getRouteApi("/runs");

/** All flow runs: history, filters, list. The URL holds every choice. */
export function RunsPage() {
  useTitle("Runs");
  // the router leaves in what the check of the URL left out
  const raw = route.useSearch();
  const search = useMemo(() => parseRunsSearch({ ...raw }), [raw]);
  const navigate = route.useNavigate();
  const change = useCallback((next: RunsSearch) => void navigate({ search: next, replace: true, resetScroll: false }), [navigate]);
  const { sort: _, ...filters } = search;
  const runs = useInfiniteQuery(runsQuery(search, () => toRunsFilter(search, serverNow())));
  const count = useQuery(runCountQuery(filters, () => toListFilter(search, serverNow())));
  const rows = useMemo(() => runs.data?.pages.flat(), [runs.data]);
  const filtered = countFilters(search) > 0;
  if (rows?.length === 0 && !filtered && !runs.isPlaceholderData) return <NoRunsYet />;
  return (
    <div className="flex flex-col gap-3">
      <h1 className="sr-only">Runs</h1>
      <RunHistory search={search} change={change} />
      <FilterBar search={search} change={change} count={count.data} />
      <RunsTable
        runs={runs}
        rows={rows}
        empty={<NoMatches clear={() => change(search.sort === undefined ? {} : { sort: search.sort })} />}
      />
    </div>
  );
}
