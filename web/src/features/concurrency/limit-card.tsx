import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Eraser, Pencil, Tag, Trash2 } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { ConcurrencyLimitV2, SlotHolder } from "../../../../core/contract/concurrency-limits.ts";
import { api } from "../../api/client.ts";
import { holdersQuery } from "../../api/limits.ts";
import { useSeen } from "../../lib/use-seen.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Moment } from "../../ui/time.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { limitName, limitWords } from "./words.ts";

const Confirm = lazy(() => import("../../ui/confirm.tsx").then((module) => ({ default: module.Confirm })));
const LimitDialog = lazy(() => import("./limit-dialog.tsx").then((module) => ({ default: module.LimitDialog })));

/** One limit: how full it is, and who holds its slots until when. */
export function LimitCard({ limit }: { readonly limit: ConcurrencyLimitV2 }) {
  const client = useQueryClient();
  const card = useRef<HTMLElement>(null);
  const seen = useSeen(card);
  const [open, setOpen] = useState<"edit" | "reset" | "delete">();
  const [gone, setGone] = useState(false);
  const holders = useQuery({ ...holdersQuery(limit.name), enabled: seen && !gone && open !== "delete" });
  const params = { id_or_name: limit.id };
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["limits"] }),
      client.invalidateQueries({ queryKey: ["limit-holders", limit.name] }),
    ]);
  // until the list is without it nobody may ask for its holders: there is no such limit any more
  const forget = () => {
    setGone(true);
    client.setQueryData<ConcurrencyLimitV2[]>(["limits"], (all) => all?.filter((one) => one.id !== limit.id));
    void client.invalidateQueries({ queryKey: ["limits"] });
  };
  const switching = useMutation({
    mutationFn: (active: boolean) => api.updateConcurrencyLimitV2({ params, body: { active } }),
    onSettled: refresh,
  });
  const active = switching.isPending ? switching.variables : limit.active;
  const { name, ofTag } = limitName(limit.name);
  return (
    <section ref={card} aria-label={name} className="card min-w-0">
      <div className="flex items-center gap-3 px-4 pt-3">
        <div className="min-w-0 flex-1">
          <h2 className="flex items-center gap-1.5 font-semibold">
            {ofTag && <Tag role="img" aria-label="Tag" size={14} className="shrink-0 text-ink-3" />}
            <span className="truncate">{name}</span>
          </h2>
          <p className="text-xs text-ink-3">{limitWords(limit)}</p>
        </div>
        <Toggle
          label={`${active ? "Switch off" : "Switch on"} ${name}`}
          on={active}
          disabled={switching.isPending}
          change={(on) => switching.mutate(on)}
        />
        <span className="flex">
          <button type="button" className={icon} aria-label={`Edit ${name}`} title="Edit" onClick={() => setOpen("edit")}>
            <Pencil aria-hidden="true" size={15} />
          </button>
          <button
            type="button"
            className={icon}
            aria-label={`Reset ${name}`}
            title="Reset: drop every holder"
            onClick={() => setOpen("reset")}
          >
            <Eraser aria-hidden="true" size={15} />
          </button>
          <button type="button" className={icon} aria-label={`Delete ${name}`} title="Delete" onClick={() => setOpen("delete")}>
            <Trash2 aria-hidden="true" size={15} />
          </button>
        </span>
      </div>
      <div className="px-4 pt-2 pb-3">
        <Gauge taken={limit.active_slots} of={limit.limit} />
      </div>
      <Complaint error={switching.error} className="mx-4 mb-3" />
      {(holders.data?.length ?? 0) > 0 && (
        <ul aria-label={`Holders of ${name}`} className="border-t border-line">
          {holders.data?.map((holder) => (
            <Holder key={`${holder.flow_run_id} ${holder.task_run_id} ${holder.lease_id} ${holder.acquired}`} holder={holder} />
          ))}
        </ul>
      )}
      {open !== undefined && (
        <Suspense>
          {open === "edit" && <LimitDialog limit={limit} close={() => setOpen(undefined)} />}
          {open === "reset" && (
            <Confirm
              title={`Drop every holder of ${name}?`}
              verb="Reset"
              act={() => api.resetConcurrencyLimit({ params: { id_or_name: limit.name } })}
              done={refresh}
              close={() => setOpen(undefined)}
            >
              Runs that held slots go on, so for a while there may be more of them than the limit says.
            </Confirm>
          )}
          {open === "delete" && (
            <Confirm
              danger
              title={`Delete the limit ${name}?`}
              verb="Delete"
              act={() => api.deleteConcurrencyLimitV2({ params })}
              done={forget}
              close={() => setOpen(undefined)}
            >
              Nobody is held back by it any more.
            </Confirm>
          )}
        </Suspense>
      )}
    </section>
  );
}

const icon = "inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink";

/** Slots taken, as a bar; up to 24 each have their own place in it. */
function Gauge({ taken, of }: { readonly taken: number; readonly of: number }) {
  const places = of <= 24 ? of : 0;
  return (
    <div className="flex items-center gap-3">
      <span aria-hidden="true" className="flex h-2 min-w-0 flex-1 gap-0.5 overflow-hidden rounded-full bg-hover">
        {places > 0 ? (
          Array.from({ length: places }, (_, index) => index).map((index) => (
            <span
              key={index}
              data-tone={taken >= of ? "late" : "running"}
              className={index < taken ? "flex-1 tone-solid" : "flex-1 bg-hover"}
            />
          ))
        ) : (
          <span
            data-tone={taken >= of ? "late" : "running"}
            className="tone-solid"
            style={{ width: `${of === 0 ? 100 : Math.min(100, (taken / of) * 100)}%` }}
          />
        )}
      </span>
      <span className="text-sm font-medium tabular">
        {taken} of {of}
      </span>
    </div>
  );
}

function Holder({ holder }: { readonly holder: SlotHolder }) {
  return (
    <li className="relative flex min-h-10 flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line px-4 py-1.5 text-sm last:border-0 hover:bg-hover">
      {holder.flow_run_id === null ? (
        <span className="min-w-0 truncate text-ink-2" title={holder.lease_id ?? undefined}>
          {holder.lease_id === null ? "Taken without a lease" : `Lease ${holder.lease_id.slice(0, 8)}`}
        </span>
      ) : (
        <Link
          to="/runs/$id"
          params={{ id: holder.flow_run_id }}
          search={holder.task_run_id === null ? {} : { task: holder.task_run_id }}
          className="min-w-0 truncate font-medium after:absolute after:inset-0"
        >
          {holder.flow_run_name ?? holder.flow_run_id.slice(0, 8)}
          {holder.task_run_id !== null && <span className="font-normal text-ink-2"> (a task)</span>}
        </Link>
      )}
      {holder.slots > 1 && <span className="text-ink-2 tabular">{holder.slots} slots</span>}
      <span className="relative z-10 ml-auto text-ink-3 tabular">
        taken <Moment at={holder.acquired} />, expires <Moment at={holder.expires} />
      </span>
    </li>
  );
}
