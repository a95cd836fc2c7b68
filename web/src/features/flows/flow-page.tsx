import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { ApiError, serverNow } from "../../api/client.ts";
import { flowQuery, runCountQuery, runsQuery } from "../../api/queries.ts";
import { NotFound } from "../../shell/not-found.tsx";
import { useTitle } from "../../shell/title.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Crumbs } from "../../ui/crumbs.tsx";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { Tags } from "../../ui/tags.tsx";
import { TitleRow } from "../../ui/title-row.tsx";
import { FilterBar } from "../runs/filter-bar.tsx";
import { NoMatches } from "../runs/no-runs.tsx";
import { RunHistory } from "../runs/run-history.tsx";
import { RunsTable } from "../runs/runs-table.tsx";
import { countFilters, parseRunsSearch, type RunsSearch, toListFilter, toRunsFilter } from "../runs/search.ts";

const route = getRouteApi("/flows/$id");

/** One flow and its runs. */
export function FlowPage() {
  const { id } = route.useParams();
  const within = useMemo(() => ({ flowId: id }), [id]);
  // the router leaves in what the check of the URL left out
  const raw = route.useSearch();
  const search = useMemo(() => parseRunsSearch({ ...raw }), [raw]);
  const navigate = route.useNavigate();
  const change = useCallback((next: RunsSearch) => void navigate({ search: next, replace: true, resetScroll: false }), [navigate]);
  const { sort: _, ...filters } = search;
  const flow = useQuery(flowQuery(id));
  const runs = useInfiniteQuery(runsQuery([id, search], () => toRunsFilter(search, serverNow(), within)));
  const count = useQuery(runCountQuery([id, filters], () => toListFilter(search, serverNow(), within)));
  const rows = useMemo(() => runs.data?.pages.flat(), [runs.data]);
  useTitle(flow.data?.name ?? "Flow");
  if (flow.error instanceof ApiError && (flow.error.status === 404 || flow.error.status === 422)) return <NotFound what="This flow" />;
  if (flow.data === undefined)
    return flow.error === null ? <SkeletonRows rows={8} /> : <Failure error={flow.error} retry={() => void flow.refetch()} />;
  return (
    <div className="flex flex-col gap-3">
      <Crumbs label="Where this flow belongs">
        {[
          <Link key="all" to="/flows" className="hover:text-ink">
            Flows
          </Link>,
          <span key="name">{flow.data.name}</span>,
        ]}
      </Crumbs>
      <header className="mb-1">
        <TitleRow title={flow.data.name}>
          <Tags tags={flow.data.tags} limit={6} />
          <CopyButton bare text={flow.data.id} label="Copy the flow's id" />
        </TitleRow>
      </header>
      <RunHistory search={search} change={change} within={within} />
      <FilterBar search={search} change={change} count={count.data} within={within} />
      <RunsTable
        runs={runs}
        rows={rows}
        ofOneFlow
        empty={countFilters(search) > 0 ? <NoMatches clear={() => change({})} /> : <Empty title="This flow has not run yet" />}
      />
    </div>
  );
}
