import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Boxes, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { BlockDocument } from "../../../../core/contract/blocks.ts";
import { api } from "../../api/client.ts";
import { blocksQuery, storagesQuery } from "../../api/storage.ts";
import { JsonTree } from "../../ui/json-tree.tsx";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { Moment } from "../../ui/time.tsx";

const Confirm = lazy(() => import("../../ui/confirm.tsx").then((module) => ({ default: module.Confirm })));

/** Blocks that flows read by name; those that are storages stand in their own tab. */
export function BlocksTab() {
  const client = useQueryClient();
  const blocks = useQuery(blocksQuery());
  const storages = useQuery(storagesQuery());
  const [deleting, setDeleting] = useState<BlockDocument>();
  const own = blocks.data?.filter((block) => !storages.data?.storages.some((storage) => storage.id === block.id));
  if (own === undefined)
    return blocks.error === null ? (
      <div className="card">
        <SkeletonRows rows={4} />
      </div>
    ) : (
      <Failure error={blocks.error} retry={() => void blocks.refetch()} />
    );
  if (own.length === 0)
    return (
      <Empty icon={<Boxes size={32} strokeWidth={1.5} aria-hidden="true" />} title="No blocks yet">
        <p>
          A block keeps configuration and secrets under a name. Prefect's clients save theirs here too; secrets are sealed and never shown.
          Storages are blocks as well, and have a tab of their own.
        </p>
      </Empty>
    );
  return (
    <>
      <ul aria-label="Blocks" className="card">
        {own.map((block) => (
          <li key={block.id} className="border-b border-line last:border-0">
            <details className="group">
              <summary className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-hover">
                <Boxes aria-hidden="true" size={16} className="shrink-0 text-ink-3" />
                <span className="font-medium">{block.name}</span>
                <span className="text-sm text-ink-2">{block.block_type?.name ?? block.block_type_name}</span>
                <span className="ml-auto text-sm text-ink-3 tabular">
                  <Moment at={block.updated} />
                </span>
              </summary>
              <div className="flex items-start gap-3 px-4 pb-3">
                <div className="min-w-0 flex-1">
                  <JsonTree value={block.data} />
                </div>
                <button type="button" className="control" onClick={() => setDeleting(block)}>
                  <Trash2 aria-hidden="true" size={14} />
                  Delete
                </button>
              </div>
            </details>
          </li>
        ))}
      </ul>
      {deleting !== undefined && (
        <Suspense>
          <Confirm
            danger
            title={`Delete ${deleting.name}?`}
            verb="Delete"
            act={() => api.deleteBlock({ params: { id: deleting.id } })}
            done={() => void client.invalidateQueries({ queryKey: ["blocks"] })}
            close={() => setDeleting(undefined)}
          >
            Flows that read it by name fail from then on.
          </Confirm>
        </Suspense>
      )}
    </>
  );
}
