import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Layers, Plus, Search } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { agentsQuery, workQueuesQuery } from "../../api/work-queues.ts";
import { useTitle } from "../../shell/title.ts";
import { Command } from "../../ui/copy.tsx";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { parseWorkQueuesSearch, type WorkQueuesSearch } from "./search.ts";
import { grid, WorkQueueRow } from "./work-queue-row.tsx";

const CreateQueueDialog = lazy(() => import("./create-queue-dialog.tsx").then((module) => ({ default: module.CreateQueueDialog })));

const route = getRouteApi("/work-queues");

/** All work queues, the most urgent first: what they take, who polls them. */
export function WorkQueuesPage() {
  useTitle("Work queues");
  const raw = route.useSearch();
  const search = useMemo(() => parseWorkQueuesSearch({ ...raw }), [raw]);
  const navigate = route.useNavigate();
  const set = (part: { [K in keyof WorkQueuesSearch]?: WorkQueuesSearch[K] | undefined }) =>
    void navigate({ search: parseWorkQueuesSearch({ ...search, ...part }), replace: true, resetScroll: false });
  const queues = useQuery(workQueuesQuery());
  const agents = useQuery(agentsQuery());
  const shown = queues.data?.filter((queue) => queue.name.toLowerCase().includes((search.q ?? "").toLowerCase()));
  const create = (
    <button type="button" className="primary" onClick={() => set({ create: "new" })}>
      <Plus aria-hidden="true" size={14} />
      Create work queue
    </button>
  );
  return (
    <div className="flex flex-col gap-3">
      <h1 className="sr-only">Work queues</h1>
      {shown === undefined ? (
        queues.error === null ? (
          <div className="card">
            <SkeletonRows rows={5} height={56} />
          </div>
        ) : (
          <Failure error={queues.error} retry={() => void queues.refetch()} />
        )
      ) : queues.data?.length === 0 ? (
        <Empty icon={<Layers size={34} strokeWidth={1.5} aria-hidden="true" />} title="No work queues yet">
          <p>Runs of deployments wait in a work queue until an agent takes them.</p>
          {create}
          <Command>npx millrace work-queue create default</Command>
        </Empty>
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-3">
            <SearchField
              label="Search work queues"
              icon={<Search aria-hidden="true" size={14} />}
              value={search.q ?? ""}
              change={(q) => set({ q: q === "" ? undefined : q })}
              className="w-full sm:w-60"
            />
            <span role="status" className="text-sm text-ink-3 tabular sm:ml-auto">
              {shown.length} {shown.length === 1 ? "queue" : "queues"}, {agents.data?.length ?? 0}{" "}
              {agents.data?.length === 1 ? "agent" : "agents"}
            </span>
            <span className="max-sm:ml-auto">{create}</span>
          </div>
          {shown.length === 0 ? (
            <div className="card">
              <Empty title="No queue of that name">
                <button type="button" className="control" onClick={() => set({ q: undefined })}>
                  Clear search
                </button>
              </Empty>
            </div>
          ) : (
            <div role="table" aria-label="Work queues" className="card">
              <div role="row" className={`${grid} hidden h-9 border-b border-line text-xs text-ink-3 lg:grid`}>
                <span role="columnheader">Work queue</span>
                <span role="columnheader">Status</span>
                <span role="columnheader">Takes</span>
                <span role="columnheader" className="text-right">
                  Priority
                </span>
                <span role="columnheader" className="text-right">
                  Limit
                </span>
                <span role="columnheader" className="text-right">
                  Last polled
                </span>
                <span role="columnheader" className="text-right">
                  Active
                </span>
              </div>
              {shown.map((queue) => (
                <WorkQueueRow
                  key={queue.id}
                  queue={queue}
                  agents={agents.data?.filter((agent) => agent.work_queue_names.includes(queue.name)).length ?? 0}
                />
              ))}
            </div>
          )}
        </>
      )}
      {search.create === "new" && (
        <Suspense>
          <CreateQueueDialog close={() => set({ create: undefined })} />
        </Suspense>
      )}
    </div>
  );
}
