import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Gauge, Plus, Search } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { limitsQuery } from "../../api/limits.ts";
import { useTitle } from "../../shell/title.ts";
import { Command } from "../../ui/copy.tsx";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { LimitCard } from "./limit-card.tsx";
import { type LimitsSearch, parseLimitsSearch } from "./search.ts";

const LimitDialog = lazy(() => import("./limit-dialog.tsx").then((module) => ({ default: module.LimitDialog })));

const route = getRouteApi("/concurrency");

/** Concurrency limits: how full each is, and who holds its slots. */
export function LimitsPage() {
  useTitle("Concurrency limits");
  const raw = route.useSearch();
  const search = useMemo(() => parseLimitsSearch({ ...raw }), [raw]);
  const navigate = route.useNavigate();
  const set = (part: { [K in keyof LimitsSearch]?: LimitsSearch[K] | undefined }) =>
    void navigate({ search: parseLimitsSearch({ ...search, ...part }), replace: true, resetScroll: false });
  const limits = useQuery(limitsQuery());
  const shown = limits.data?.filter((limit) => limit.name.toLowerCase().includes((search.q ?? "").toLowerCase()));
  const create = (
    <button type="button" className="primary" onClick={() => set({ create: "new" })}>
      <Plus aria-hidden="true" size={14} />
      Create limit
    </button>
  );
  return (
    <div className="flex flex-col gap-3">
      <h1 className="sr-only">Concurrency limits</h1>
      {shown === undefined ? (
        limits.error === null ? (
          <div className="card">
            <SkeletonRows rows={4} height={56} />
          </div>
        ) : (
          <Failure error={limits.error} retry={() => void limits.refetch()} />
        )
      ) : limits.data?.length === 0 ? (
        <Empty icon={<Gauge size={34} strokeWidth={1.5} aria-hidden="true" />} title="No concurrency limits yet">
          <p>
            A limit says how many task runs of a tag, or how many holders of a name, go on at once. Queues and deployments have limits of
            their own.
          </p>
          {create}
          <Command>npx millrace concurrency-limit create database --limit 5</Command>
        </Empty>
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-3">
            <SearchField
              label="Search limits"
              icon={<Search aria-hidden="true" size={14} />}
              value={search.q ?? ""}
              change={(q) => set({ q: q === "" ? undefined : q })}
              className="w-full sm:w-60"
            />
            <span role="status" className="text-sm text-ink-3 tabular sm:ml-auto">
              {shown.length} {shown.length === 1 ? "limit" : "limits"}
            </span>
            <span className="max-sm:ml-auto">{create}</span>
          </div>
          <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
            {shown.map((limit) => (
              <LimitCard key={limit.id} limit={limit} />
            ))}
          </div>
        </>
      )}
      {search.create === "new" && (
        <Suspense>
          <LimitDialog close={() => set({ create: undefined })} />
        </Suspense>
      )}
    </div>
  );
}
