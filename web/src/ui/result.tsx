import { useQuery } from "@tanstack/react-query";
import type { State } from "../../../core/contract/states.ts";
import { formatSize } from "../lib/size.ts";
import { CopyButton } from "./copy.tsx";
import { JsonTree } from "./json-tree.tsx";

/** What a run returned: the value itself when it was small enough to lie in the state, or where it is stored. */
export function ResultView({ state }: { readonly state: State | null }) {
  const data = state?.data as { type?: unknown; serializer?: unknown; value?: unknown; key?: unknown; size?: unknown } | null | undefined;
  if (state?.type !== "COMPLETED" || data == null || typeof data !== "object") return null;
  return (
    <section aria-label="Result" className="card relative p-4">
      <h2 className="mb-2 text-sm font-semibold">Result</h2>
      {data.type === "inline" && typeof data.value === "string" ? (
        <Inline text={data.value} serializer={String(data.serializer)} />
      ) : data.type === "blob" ? (
        <p className="text-sm text-ink-2">
          Stored as <code className="break-all">{String(data.key)}</code>
          {typeof data.size === "number" && `, ${formatSize(data.size)}`}, written by <code>{String(data.serializer)}</code>.
        </p>
      ) : (
        <JsonTree value={data} />
      )}
    </section>
  );
}

function Inline({ text, serializer }: { readonly text: string; readonly serializer: string }) {
  const decoded = useQuery({
    queryKey: ["decoded", serializer, text],
    queryFn: () => decode(text, serializer),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <>
      <CopyButton
        text={() => (decoded.data === undefined ? text : JSON.stringify(decoded.data.value, null, 2))}
        label="Copy"
        className="absolute top-3 right-3 z-10"
      />
      {decoded.data === undefined ? (
        <pre className="overflow-x-auto text-sm">{text}</pre>
      ) : (
        <JsonTree value={decoded.data.value} {...(isBranch(decoded.data.value) ? {} : { name: "value" })} />
      )}
    </>
  );
}

async function decode(text: string, serializer: string): Promise<{ value: unknown }> {
  if (serializer === "json") return { value: JSON.parse(text) };
  if (serializer !== "devalue") return { value: text };
  const { parse } = await import("devalue");
  return { value: plain(parse(text)) };
}

/** Dates, maps, sets and the like as values a tree can show. */
function plain(value: unknown, depth = 0): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return value;
  if (depth > 20) return "…";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item, depth + 1)]));
  if (value instanceof Set) return [...value].map((item) => plain(item, depth + 1));
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array).slice(0, 1_000);
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}

function isBranch(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
