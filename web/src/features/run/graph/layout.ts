import { graphlib, layout } from "@dagrejs/dagre";

/** Boxes and arrows to place. */
export interface Unplaced { readonly ids: readonly string[]; readonly arrows: readonly { readonly from: string; readonly to: string }[]; readonly direction: "LR" | "TB" }
export type Placed = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

/** Size of a box, in pixels. */
export const BOX = { width: 216, height: 52 } as const;

/** Places boxes in layers along the arrows; boxes that no arrow touches go into a grid below, not into one endless column. */
export function place({ ids, arrows, direction }: Unplaced): Placed {
  const touched = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: direction, nodesep: 18, ranksep: direction === "LR" ? 64 : 44, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) if (touched.has(id)) graph.setNode(id, { ...BOX });
  for (const { from, to } of arrows) graph.setEdge(from, to);
  layout(graph);
  const placed: Record<string, { x: number; y: number }> = {};
  let bottom = 0;
  for (const id of graph.nodes()) {
    const { x, y } = graph.node(id) as { x: number; y: number };
    placed[id] = { x: x - BOX.width / 2, y: y - BOX.height / 2 };
    bottom = Math.max(bottom, y + BOX.height / 2 + 40);
  }
  const lone = ids.filter((id) => !touched.has(id));
  const columns = Math.max(1, Math.min(6, Math.ceil(Math.sqrt(lone.length))));
  lone.forEach((id, index) => {
    placed[id] = { x: 8 + (index % columns) * (BOX.width + 24), y: bottom + Math.floor(index / columns) * (BOX.height + 18) };
  });
  return placed;
}
