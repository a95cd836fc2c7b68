import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2, Variable as VariableIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Variable } from "../../../../core/contract/variables.ts";
import { api } from "../../api/client.ts";
import { variablesQuery } from "../../api/storage.ts";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment } from "../../ui/time.tsx";
import type { Creating } from "./search.ts";

const Confirm = lazy(() => import("../../ui/confirm.tsx").then((module) => ({ default: module.Confirm })));
const VariableDialog = lazy(() => import("./variable-dialog.tsx").then((module) => ({ default: module.VariableDialog })));

/** Values that flows read by name. */
export function VariablesTab({ creating, open }: Creating) {
  const client = useQueryClient();
  const variables = useQuery(variablesQuery());
  const [editing, setEditing] = useState<Variable>();
  const [deleting, setDeleting] = useState<Variable>();
  const create = (
    <button type="button" className="primary" onClick={() => open("new")}>
      <Plus aria-hidden="true" size={14} />
      Create variable
    </button>
  );
  return (
    <>
      {variables.data === undefined ? (
        variables.error === null ? (
          <div className="card">
            <SkeletonRows rows={4} />
          </div>
        ) : (
          <Failure error={variables.error} retry={() => void variables.refetch()} />
        )
      ) : variables.data.length === 0 ? (
        <Empty icon={<VariableIcon size={32} strokeWidth={1.5} aria-hidden="true" />} title="No variables yet">
          <p>A variable is a value that flows read by its name, so that it changes without a new deployment. Not for secrets.</p>
          {create}
        </Empty>
      ) : (
        <>
          <div className="flex justify-end">{create}</div>
          <ul aria-label="Variables" className="card">
            {variables.data.map((variable) => (
              <li
                key={variable.id}
                className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-0"
              >
                <span className="min-w-32 font-mono text-sm font-medium wrap-anywhere">{variable.name}</span>
                <code className="min-w-0 flex-1 basis-40 truncate text-sm text-ink-2" title={JSON.stringify(variable.value)}>
                  {JSON.stringify(variable.value)}
                </code>
                <Tags tags={variable.tags} limit={2} />
                <span className="text-sm text-ink-3 tabular">
                  <Moment at={variable.updated} />
                </span>
                <span className="flex gap-1">
                  <button
                    type="button"
                    className={icon}
                    aria-label={`Edit ${variable.name}`}
                    title="Edit"
                    onClick={() => setEditing(variable)}
                  >
                    <Pencil aria-hidden="true" size={15} />
                  </button>
                  <button
                    type="button"
                    className={icon}
                    aria-label={`Delete ${variable.name}`}
                    title="Delete"
                    onClick={() => setDeleting(variable)}
                  >
                    <Trash2 aria-hidden="true" size={15} />
                  </button>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Suspense>
        {creating && <VariableDialog close={() => open(undefined)} />}
        {editing !== undefined && <VariableDialog variable={editing} close={() => setEditing(undefined)} />}
        {deleting !== undefined && (
          <Confirm
            danger
            title={`Delete ${deleting.name}?`}
            verb="Delete"
            act={() => api.deleteVariable({ params: { id: deleting.id } })}
            done={() => void client.invalidateQueries({ queryKey: ["variables"] })}
            close={() => setDeleting(undefined)}
          >
            Flows that read it get nothing from then on.
          </Confirm>
        )}
      </Suspense>
    </>
  );
}

const icon = "inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink";
