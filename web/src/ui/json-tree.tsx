import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cx } from "../lib/cx.ts";

/** A JSON value as a tree that folds; long lists and texts are shown in parts. */
export function JsonTree({ value, name, depth = 0 }: { readonly value: unknown; readonly name?: string; readonly depth?: number }) {
  if (typeof value !== "object" || value === null)
    return (
      <Line name={name}>
        <Scalar value={value} />
      </Line>
    );
  const entries = Array.isArray(value) ? value.map((item, index) => [String(index), item] as const) : Object.entries(value);
  const brackets = Array.isArray(value) ? "[]" : "{}";
  if (entries.length === 0)
    return (
      <Line name={name}>
        <span className="text-ink-3">{brackets}</span>
      </Line>
    );
  if (name === undefined && depth === 0) return <Entries entries={entries} depth={1} />;
  return <Branch name={name} entries={entries} brackets={brackets} depth={depth} />;
}

type Entry = readonly [string, unknown];

function Branch({
  name,
  entries,
  brackets,
  depth,
}: {
  readonly name: string | undefined;
  readonly entries: readonly Entry[];
  readonly brackets: string;
  readonly depth: number;
}) {
  const [open, setOpen] = useState(depth < 3 && entries.length <= 50);
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-ml-4 flex items-center gap-0.5 rounded font-mono text-sm hover:bg-hover"
      >
        <ChevronRight aria-hidden="true" size={14} className={cx("text-ink-3 transition-transform", open && "rotate-90")} />
        <span className="text-water">{name}</span>
        <span className="ml-1.5 text-ink-3">
          {brackets[0]}
          {!open && ` ${entries.length} ${entries.length === 1 ? "entry" : "entries"} ${brackets[1]}`}
        </span>
      </button>
      {open && (
        <div className="ml-1.5 border-l border-line pl-1">
          <Entries entries={entries} depth={depth + 1} />
        </div>
      )}
    </div>
  );
}

function Entries({ entries, depth }: { readonly entries: readonly Entry[]; readonly depth: number }) {
  const [shown, setShown] = useState(100);
  return (
    <div className="flex flex-col pl-4 first:pl-4">
      {entries.slice(0, shown).map(([key, item]) => (
        <JsonTree key={key} name={key} value={item} depth={depth} />
      ))}
      {entries.length > shown && (
        <button type="button" className="control mt-1 self-start" onClick={() => setShown(shown + 500)}>
          Show {Math.min(500, entries.length - shown)} more of {entries.length.toLocaleString()}
        </button>
      )}
    </div>
  );
}

function Line({ name, children }: { readonly name: string | undefined; readonly children: ReactNode }) {
  return (
    <div className="font-mono text-sm break-words">
      {name !== undefined && (
        <>
          <span className="text-water">{name}</span>
          <span className="text-ink-3">: </span>
        </>
      )}
      {children}
    </div>
  );
}

function Scalar({ value }: { readonly value: unknown }) {
  const [whole, setWhole] = useState(false);
  if (typeof value !== "string")
    return <span className={value === null || value === undefined ? "text-ink-3" : "text-ink"}>{String(value)}</span>;
  const cut = value.length > 600 && !whole;
  return (
    <span className="whitespace-pre-wrap text-completed">
      {JSON.stringify(cut ? value.slice(0, 600) : value)}
      {cut && (
        <button type="button" className="ml-2 rounded text-xs text-ink-2 underline" onClick={() => setWhole(true)}>
          all {value.length.toLocaleString()} characters
        </button>
      )}
    </span>
  );
}
