import { useQuery } from "@tanstack/react-query";
import { HardDrive, Plus } from "lucide-react";
import { lazy, Suspense } from "react";
import { storagesQuery } from "../../api/storage.ts";
import { Command } from "../../ui/copy.tsx";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import type { Creating } from "./search.ts";
import { StorageRow } from "./storage-row.tsx";

const StorageDialog = lazy(() => import("./storage-dialog.tsx").then((module) => ({ default: module.StorageDialog })));

/** The storages: where results and bundles go. */
export function StoragesTab({ creating, open }: Creating) {
  const list = useQuery(storagesQuery());
  const create = (
    <button type="button" className="primary" onClick={() => open("new")}>
      <Plus aria-hidden="true" size={14} />
      Create storage
    </button>
  );
  return (
    <>
      {list.data === undefined ? (
        list.error === null ? (
          <div className="card">
            <SkeletonRows rows={3} height={60} />
          </div>
        ) : (
          <Failure error={list.error} retry={() => void list.refetch()} />
        )
      ) : list.data.storages.length === 0 ? (
        <Empty icon={<HardDrive size={34} strokeWidth={1.5} aria-hidden="true" />} title="No storage yet">
          <p className="wrap-anywhere">
            Results and code of deployments are kept with this server
            {list.data.server.location === null ? "" : `, in ${list.data.server.location}`}. A bucket keeps them where agents anywhere reach
            them.
          </p>
          {create}
          <Command>npx millrace storage create</Command>
        </Empty>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-sm text-ink-2">
              {list.data.default_storage_id === null
                ? `None is the default: new results stay with this server${list.data.server.location === null ? "" : ` (${list.data.server.location})`}.`
                : "New results and bundles go to the default storage; what lies elsewhere stays there."}
            </p>
            {create}
          </div>
          <ul aria-label="Storages" className="card">
            {list.data.storages.map((storage) => (
              <StorageRow key={storage.id} storage={storage} />
            ))}
          </ul>
        </>
      )}
      {creating && (
        <Suspense>
          <StorageDialog close={() => open(undefined)} />
        </Suspense>
      )}
    </>
  );
}
