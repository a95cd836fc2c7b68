import type { UseQueryResult } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import type { Artifact } from "../../../../../core/contract/artifacts.ts";
import { CopyButton } from "../../../ui/copy.tsx";
import { JsonTree } from "../../../ui/json-tree.tsx";
import { Empty, Failure, SkeletonRows } from "../../../ui/notice.tsx";
import { Moment } from "../../../ui/time.tsx";
import { recordsOf, safeHref } from "./content.ts";
import { Markdown } from "./markdown.tsx";
import { RecordsTable } from "./records-table.tsx";

/** What a run left for people to look at. Its content is anybody's: nothing of it is ever taken as HTML. */
export function ArtifactsTab({ artifacts, live }: { readonly artifacts: UseQueryResult<Artifact[]>; readonly live: boolean }) {
  if (artifacts.data === undefined)
    return artifacts.error === null ? (
      <SkeletonRows rows={4} />
    ) : (
      <Failure error={artifacts.error} retry={() => void artifacts.refetch()} />
    );
  if (artifacts.data.length === 0) {
    return (
      <div className="card">
        <Empty icon={<FileText size={28} strokeWidth={1.6} aria-hidden="true" />} title={live ? "No artifact yet" : "No artifacts"}>
          <p>
            A flow leaves tables, reports, links and progress here with <code className="text-sm">createMarkdownArtifact(…)</code> and its
            kin.
          </p>
        </Empty>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      {artifacts.data.map((artifact) => (
        <ArtifactCard key={artifact.id} artifact={artifact} />
      ))}
    </div>
  );
}

function ArtifactCard({ artifact }: { readonly artifact: Artifact }) {
  return (
    <section aria-label={artifact.key ?? artifact.type ?? "Artifact"} className="card min-w-0">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5">
        <h2 className="font-semibold">{artifact.key ?? "unnamed"}</h2>
        <span className="rounded-[5px] border border-line bg-sunken px-1.5 text-xs leading-4.5 text-ink-2">{artifact.type ?? "data"}</span>
        {artifact.description !== null && artifact.type !== "progress" && (
          <span className="min-w-0 text-sm text-ink-2">{artifact.description}</span>
        )}
        <span className="ml-auto flex items-center gap-2 text-xs text-ink-3">
          <Moment at={artifact.created} />
          <CopyButton
            bare
            label="Copy the content"
            text={() => (typeof artifact.data === "string" ? artifact.data : JSON.stringify(artifact.data, null, 2))}
          />
        </span>
      </header>
      <div className="px-4 py-3">
        <Content artifact={artifact} />
      </div>
    </section>
  );
}

function Content({ artifact: { type, data, description } }: { readonly artifact: Artifact }) {
  if (type === "progress" && typeof data === "number") return <Progress percent={data} label={description ?? "Progress"} />;
  if (type === "markdown" && typeof data === "string") return <Markdown text={data} />;
  const records = type === "table" ? recordsOf(data) : null;
  if (records !== null) return <RecordsTable records={records} />;
  if (type === "link" && typeof data === "string") {
    const href = safeHref(data);
    return href === null ? (
      <Markdown text={data} />
    ) : (
      <a href={href} target="_blank" rel="noopener noreferrer" className="break-all text-water underline">
        {data}
      </a>
    );
  }
  if (typeof data === "string") return <pre className="overflow-x-auto text-sm whitespace-pre-wrap">{data}</pre>;
  return <JsonTree value={data} />;
}

function Progress({ percent, label }: { readonly percent: number; readonly label: string }) {
  const shown = Math.min(100, Math.max(0, percent));
  return (
    <div data-tone={shown >= 100 ? "completed" : "running"} className="flex items-center gap-3">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(shown)}
        className="h-2 flex-1 overflow-hidden rounded-full bg-hover"
      >
        <div className="h-full rounded-full tone-solid transition-[width]" style={{ width: `${shown}%` }} />
      </div>
      <span className="text-sm tabular">{+shown.toFixed(1)} %</span>
    </div>
  );
}
