import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Cloud, HardDrive, Pencil, Star, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Storage } from "../../../../core/contract/storages.ts";
import { api } from "../../api/client.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Moment } from "../../ui/time.tsx";
import { CheckSteps } from "./check-steps.tsx";

const Confirm = lazy(() => import("../../ui/confirm.tsx").then((module) => ({ default: module.Confirm })));
const StorageDialog = lazy(() => import("./storage-dialog.tsx").then((module) => ({ default: module.StorageDialog })));

/** One storage, with its test, the choice of the default, and ways to change and forget it. */
export function StorageRow({ storage }: { readonly storage: Storage }) {
  const client = useQueryClient();
  const [open, setOpen] = useState<"edit" | "delete">();
  const refresh = () => client.invalidateQueries({ queryKey: ["storages"] });
  const testing = useMutation({ mutationFn: () => api.testStorage({ params: { id: storage.id } }) });
  const choosing = useMutation({
    mutationFn: () => (storage.is_default ? api.clearDefaultStorage({}) : api.setDefaultStorage({ params: { id: storage.id } })),
    onSettled: refresh,
  });
  const Icon = storage.type === "s3" ? Cloud : HardDrive;
  return (
    <li className="flex flex-col gap-2 border-b border-line px-4 py-3 last:border-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Icon aria-hidden="true" size={18} className="shrink-0 text-ink-3" />
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex items-center gap-2">
            <span className="truncate font-medium">{storage.name}</span>
            {storage.is_default && <span className="rounded-full bg-water-soft px-2 text-xs font-medium text-water">default</span>}
          </p>
          <p className="text-xs break-all text-ink-3">
            {storage.location} · {storage.config.type === "s3" ? s3Words(storage.config) : "only through this server"}
          </p>
        </div>
        <span className="text-xs text-ink-3 tabular max-sm:hidden">
          changed <Moment at={storage.updated} />
        </span>
        <div className="flex flex-wrap gap-2">
          <button type="button" className="control" disabled={testing.isPending} onClick={() => testing.mutate()}>
            {testing.isPending ? "Testing…" : "Test"}
          </button>
          <button type="button" className="control" disabled={choosing.isPending} onClick={() => choosing.mutate()}>
            <Star aria-hidden="true" size={14} className={storage.is_default ? "fill-current" : ""} />
            {storage.is_default ? "Unset default" : "Make default"}
          </button>
          <button type="button" className="control px-2" aria-label={`Edit ${storage.name}`} title="Edit" onClick={() => setOpen("edit")}>
            <Pencil aria-hidden="true" size={14} />
          </button>
          <button
            type="button"
            className="control px-2"
            aria-label={`Delete ${storage.name}`}
            title="Delete"
            onClick={() => setOpen("delete")}
          >
            <Trash2 aria-hidden="true" size={14} />
          </button>
        </div>
      </div>
      {testing.data !== undefined && <CheckSteps check={testing.data} />}
      <Complaint error={testing.error ?? choosing.error} />
      {open === "edit" && (
        <Suspense>
          <StorageDialog storage={storage} close={() => setOpen(undefined)} />
        </Suspense>
      )}
      {open === "delete" && (
        <Suspense>
          <Confirm
            danger
            title={`Forget ${storage.name}?`}
            verb="Delete"
            act={() => api.deleteStorage({ params: { id: storage.id }, query: storage.is_default ? { force: "true" } : {} })}
            done={refresh}
            close={() => setOpen(undefined)}
          >
            What it holds stays there, but results and code in it can no longer be read from here.
            {storage.is_default && " It is the default one: new results will stay with this server."}
          </Confirm>
        </Suspense>
      )}
    </li>
  );
}

function s3Words(config: Extract<Storage["config"], { type: "s3" }>): string {
  return [
    config.endpoint ?? "Amazon S3",
    config.region,
    config.access_key_id === null ? "the server's own credentials" : `key ${config.access_key_id.slice(0, 4)}…`,
  ]
    .filter((part) => part !== null)
    .join(" · ");
}
