import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Background, BackgroundVariant, Controls, type Edge, MarkerType, type Node, ReactFlow, ReactFlowProvider } from "@xyflow/react";
import { Workflow } from "lucide-react";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { FlowRun } from "../../../../../core/contract/flow-runs.ts";
import type { TaskRun } from "../../../../../core/contract/task-runs.ts";
import { graphQuery } from "../../../api/queries.ts";
import { Empty, Failure, SkeletonRows } from "../../../ui/notice.tsx";
import type { RunSearch } from "../search.ts";
import { BoxNode } from "./box-node.tsx";
import { type Box, type Drawing, draw } from "./model.ts";
import { useLayout } from "./use-layout.ts";
import "@xyflow/react/dist/base.css";
import "./graph.css";

/** What depended on what in a run. Each box opens its task run, its subflow, or the runs of its task. */
export function GraphTab({
  run,
  live,
  open,
  search,
  tasks,
}: {
  readonly run: FlowRun;
  readonly live: boolean;
  readonly open: (id: string) => void;
  readonly search: RunSearch;
  readonly tasks: readonly TaskRun[];
}) {
  const graph = useQuery(graphQuery(run.id, live));
  const drawing = useMemo(
    () => (graph.data === undefined ? undefined : draw(graph.data, new Map(tasks.map((task) => [task.id, task])))),
    [graph.data, tasks],
  );
  if (drawing === undefined)
    return graph.error === null ? <SkeletonRows rows={6} /> : <Failure error={graph.error} retry={() => void graph.refetch()} />;
  if (drawing.boxes.length === 0)
    return (
      <div className="card">
        <Empty icon={<Workflow size={28} strokeWidth={1.6} aria-hidden="true" />} title="Nothing to draw yet">
          <p>Tasks and what they waited for appear here once they start.</p>
        </Empty>
      </div>
    );
  return (
    <div className="flex flex-col gap-2">
      {drawing.grouped && (
        <p className="text-sm text-ink-2">
          {graph.data?.nodes.length.toLocaleString()} runs, drawn as one box per task. Open a box to list its runs.
          {drawing.left > 0 && ` ${drawing.left} tasks are left out.`}
        </p>
      )}
      <div className="card h-[max(26rem,calc(100dvh-19.5rem))] overflow-hidden">
        <ReactFlowProvider>
          <Canvas run={run} drawing={drawing} open={open} selected={search.task} />
        </ReactFlowProvider>
      </div>
    </div>
  );
}

const nodeTypes = { box: BoxNode };

function Canvas({
  run,
  drawing,
  open,
  selected,
}: {
  readonly run: FlowRun;
  readonly drawing: Drawing;
  readonly open: (id: string) => void;
  readonly selected: string | undefined;
}) {
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ width: 1_200, height: 500 });
  useLayoutEffect(() => {
    if (frame.current !== null) setView({ width: frame.current.clientWidth, height: frame.current.clientHeight });
  }, []);
  const placed = useLayout({ ids: drawing.boxes.map((box) => box.id), arrows: drawing.arrows, view });
  const follow = (box: Box) => {
    if (box.kind === "task-run") open(box.id);
    else if (box.kind === "flow-run") void navigate({ to: "/runs/$id", params: { id: box.id } });
    else void navigate({ to: "/runs/$id", params: { id: run.id }, search: { q: box.label } });
  };
  const nodes = drawing.boxes.flatMap((box): Node[] => {
    const position = placed?.spots[box.id];
    return position === undefined
      ? []
      : [
          {
            id: box.id,
            type: "box",
            position,
            data: { box, wide: placed?.direction === "LR", follow: () => follow(box) },
            selected: box.id === selected,
            focusable: false,
            draggable: false,
            connectable: false,
          },
        ];
  });
  const edges = drawing.arrows.map(
    ({ from, to }): Edge => ({
      id: `${from}>${to}`,
      source: from,
      target: to,
      focusable: false,
      selectable: false,
      markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: "var(--line-strong)" },
    }),
  );
  return (
    <div ref={frame} className="size-full">
      {nodes.length === 0 ? (
        <SkeletonRows rows={6} />
      ) : (
        <ReactFlow
          key={placed?.direction}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          fitView
          fitViewOptions={{ maxZoom: 1, padding: 0.04 }}
          minZoom={0.08}
          maxZoom={1.6}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          edgesFocusable={false}
          zoomOnDoubleClick={false}
          proOptions={{ hideAttribution: true }}
          onlyRenderVisibleElements={nodes.length > 120}
          aria-label="Dependency graph. The same task runs are listed on the tab Tasks."
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} color="var(--line)" />
          <Controls showInteractive={false} position="bottom-right" />
        </ReactFlow>
      )}
    </div>
  );
}
