import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Pencil, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { ApiError, api } from "../../api/client.ts";
import { workQueueQuery, workQueueStatusQuery } from "../../api/work-queues.ts";
import { NotFound } from "../../shell/not-found.tsx";
import { useTitle } from "../../shell/title.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Crumbs } from "../../ui/crumbs.tsx";
import { Fact, Facts, IdFact } from "../../ui/fact.tsx";
import { Failure, SkeletonRows } from "../../ui/notice.tsx";
import { PauseButton } from "../../ui/pause-button.tsx";
import { Moment } from "../../ui/time.tsx";
import { TitleActions, TitleRow } from "../../ui/title-row.tsx";
import { Agents } from "./agents.tsx";
import { useQueuePause } from "./changes.ts";
import { FilterWords } from "./filter-words.tsx";
import { Running } from "./running.tsx";
import { parseWorkQueueSearch, type Span } from "./search.ts";
import { QueueStatus } from "./status.tsx";
import { Upcoming } from "./upcoming.tsx";

const Confirm = lazy(() => import("../../ui/confirm.tsx").then((module) => ({ default: module.Confirm })));
const EditQueueDialog = lazy(() => import("./edit-queue-dialog.tsx").then((module) => ({ default: module.EditQueueDialog })));

const route = getRouteApi("/work-queues/$id");

/** One work queue: what it takes, what waits in it, who polls it. */
export function WorkQueuePage() {
  const { id } = route.useParams();
  const queue = useQuery(workQueueQuery(id));
  if (queue.data !== undefined) return <Page queue={queue.data} />;
  if (queue.error instanceof ApiError && (queue.error.status === 404 || queue.error.status === 422))
    return <NotFound what="This work queue" />;
  return queue.error === null ? <SkeletonRows rows={8} /> : <Failure error={queue.error} retry={() => void queue.refetch()} />;
}

function Page({ queue }: { readonly queue: WorkQueue }) {
  useTitle(queue.name);
  const raw = route.useSearch();
  const { within = "24h" } = parseWorkQueueSearch({ ...raw });
  const navigate = route.useNavigate();
  const setWithin = (span: Span) => void navigate({ search: span === "24h" ? {} : { within: span }, replace: true, resetScroll: false });
  return (
    <article className="flex flex-col gap-4">
      <Header queue={queue} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <Upcoming queue={queue} within={within} setWithin={setWithin} />
        <div className="flex min-w-0 flex-col gap-4">
          <Agents queue={queue} />
          <Running queue={queue} />
        </div>
      </div>
    </article>
  );
}

function Header({ queue }: { readonly queue: WorkQueue }) {
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<"edit" | "delete">();
  const pause = useQueuePause(queue.id);
  const status = useQuery(workQueueStatusQuery(queue.id));
  const late = status.data?.late_runs_count ?? 0;
  return (
    <header className="flex flex-col gap-3">
      <Crumbs label="Where this work queue belongs">
        {[
          <Link key="all" to="/work-queues" className="hover:text-ink">
            Work queues
          </Link>,
          <span key="name">{queue.name}</span>,
        ]}
      </Crumbs>
      <TitleRow title={queue.name}>
        <QueueStatus queue={queue} />
        <TitleActions>
          <PauseButton paused={queue.is_paused} pause={pause} />
          <button type="button" className="control" onClick={() => setOpen("edit")}>
            <Pencil aria-hidden="true" size={14} />
            Edit
          </button>
          <button type="button" className="control" onClick={() => setOpen("delete")}>
            <Trash2 aria-hidden="true" size={14} />
            Delete
          </button>
        </TitleActions>
      </TitleRow>
      <Complaint error={pause.error} />
      {queue.description !== "" && <p className="max-w-3xl text-ink-2 break-words">{queue.description}</p>}
      <Facts>
        <Fact name="Takes">
          <FilterWords filter={queue.filter} />
        </Fact>
        <Fact name="Concurrency limit">{queue.concurrency_limit ?? "None"}</Fact>
        <Fact name="Priority">{queue.priority}</Fact>
        <Fact name="Last polled">{queue.last_polled === null ? "Never" : <Moment at={queue.last_polled} />}</Fact>
        <Fact name="Late runs">
          <span data-tone={late > 0 ? "late" : undefined} className={late > 0 ? "tone-text" : ""}>
            {status.data === undefined ? "…" : late.toLocaleString()}
          </span>
        </Fact>
        <IdFact id={queue.id} of="queue" />
      </Facts>
      {open !== undefined && (
        <Suspense>
          {open === "edit" ? (
            <EditQueueDialog queue={queue} close={() => setOpen(undefined)} />
          ) : (
            <Confirm
              danger
              title={`Delete ${queue.name}?`}
              verb="Delete"
              act={() => api.deleteWorkQueue({ params: { id: queue.id } })}
              done={() => void navigate({ to: "/work-queues" })}
              close={() => setOpen(undefined)}
            >
              Runs that name it wait until there is a queue of that name again. Runs that are going on are not touched.
            </Confirm>
          )}
        </Suspense>
      )}
    </header>
  );
}
