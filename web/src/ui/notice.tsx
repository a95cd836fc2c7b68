import { CloudOff, RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ApiError } from "../api/client.ts";
import { Command } from "./copy.tsx";

/** What to show instead of content that is not there: what is missing and the next step. */
export function Empty({ icon, title, children }: { readonly icon?: ReactNode; readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="mx-auto flex w-full max-w-md flex-col items-center gap-3 px-4 py-14 text-center">
      {icon !== undefined && <div className="mb-1 text-ink-3">{icon}</div>}
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="flex w-full flex-col items-center gap-3 text-ink-2">{children}</div>
    </div>
  );
}

/** A failed request: what happened and what to do, in the server's own words, with the id to quote. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const offline = error instanceof ApiError && error.status === 0;
  const problem = error instanceof ApiError ? error.problem : undefined;
  const Icon = offline ? CloudOff : TriangleAlert;
  return (
    <div role="alert" className="mx-auto my-8 flex w-full max-w-xl flex-col gap-3 rounded-xl border border-line bg-surface p-5">
      <div className="flex items-start gap-3">
        <Icon aria-hidden="true" size={20} className="mt-0.5 shrink-0 text-failed" />
        <div className="min-w-0">
          <h2 className="font-semibold break-words">{error instanceof Error ? error.message : String(error)}</h2>
          <p className="mt-1 text-ink-2">
            {offline
              ? "Is it running? The page tries again by itself. On this machine, start it with:"
              : (problem?.do ?? "Try again; if it stays, look at the server's log.")}
          </p>
        </div>
      </div>
      {offline && <Command>npx millrace server start</Command>}
      <div className="flex flex-wrap items-center gap-3">
        {retry !== undefined && (
          <button type="button" className="control" onClick={retry}>
            <RotateCw aria-hidden="true" size={14} />
            Try again
          </button>
        )}
        {problem !== undefined && (
          <p className="text-xs text-ink-3">
            {problem.code} · request <code>{problem.request_id}</code>
          </p>
        )}
      </div>
    </div>
  );
}

/** Grey rows of the final size while the first answer is on its way. */
export function SkeletonRows({ rows, height = 44 }: { readonly rows: number; readonly height?: number }) {
  return (
    <div aria-busy="true" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => index).map((row) => (
        <div key={row} className="flex items-center gap-4 border-b border-line px-4 last:border-0" style={{ height }}>
          <div className="skeleton h-3.5 w-24" />
          <div className="skeleton h-3.5" style={{ width: `${28 - ((row * 7) % 13)}%` }} />
          <div className="skeleton ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  );
}
