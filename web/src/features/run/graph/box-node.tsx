import { Handle, Position } from "@xyflow/react";
import { Layers, Waypoints } from "lucide-react";
import { memo } from "react";
import { formatDuration } from "../../../lib/time.ts";
import { stateLabel, toneOf } from "../../../lib/tone.ts";
import { StateIcon } from "../../../ui/state.tsx";
import { BOX } from "./layout.ts";
import type { Box } from "./model.ts";

/** One box of the graph. */
export const BoxNode = memo(function BoxNode({
  data: { box, wide, follow },
  selected,
}: {
  readonly data: { readonly box: Box; readonly wide: boolean; readonly follow: () => void };
  readonly selected?: boolean;
}) {
  const Kind = box.kind === "group" ? Layers : box.kind === "flow-run" ? Waypoints : null;
  return (
    <div data-tone={toneOf(box.type, box.name)} style={{ width: BOX.width, height: BOX.height }}>
      <Handle type="target" position={wide ? Position.Left : Position.Top} />
      <button
        type="button"
        onClick={follow}
        title={box.label}
        className={`nopan pointer-events-auto flex size-full flex-col justify-center rounded-lg border bg-raised px-3 text-left hover:border-(--tone-solid) ${selected ? "border-water" : "border-line-strong"}`}
      >
        <span className="flex min-w-0 items-center gap-2">
          <span className="tone-text">
            <StateIcon type={box.type} name={box.name} size={14} turning />
          </span>
          <span className="truncate text-sm font-medium">{box.label}</span>
          <span className="sr-only">{stateLabel(box.type, box.name)}</span>
          {Kind !== null && <Kind aria-hidden="true" size={13} className="ml-auto shrink-0 text-ink-3" />}
        </span>
        <span className="flex items-center gap-2 pl-5.5 text-xs text-ink-3 tabular">
          {box.count > 1
            ? `${box.count.toLocaleString()} runs`
            : box.seconds === null
              ? stateLabel(box.type, box.name)
              : formatDuration(box.seconds)}
          {box.count > 1 && (
            <span aria-hidden="true" className="flex h-1.5 flex-1 overflow-hidden rounded-full">
              {box.tones.map(({ tone, count }) => (
                <span key={tone} data-tone={tone} className="tone-solid" style={{ width: `${(count / box.count) * 100}%` }} />
              ))}
            </span>
          )}
        </span>
      </button>
      <Handle type="source" position={wide ? Position.Right : Position.Bottom} />
    </div>
  );
});
