import { graphlib, layout } from "@dagrejs/dagre";

/** Boxes and arrows to place. */
export interface Unplaced {
  readonly ids: readonly string[];
  readonly arrows: readonly { readonly from: string; readonly to: string }[];
  readonly view: { readonly width: number; readonly height: number };
}
/** Where the boxes are, and which way the arrows run. */
export interface Placed {
  readonly spots: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
  readonly direction: "LR" | "TB";
}

/** Size of a box, in pixels. */
export const BOX = { width: 188, height: 46 } as const;

/**
 * Places boxes in layers along the arrows, from left to right, or from top to bottom where that shows them clearly larger.
 * Boxes that no arrow touches go into a grid below, not into one endless column.
 */
export function place({ ids, arrows, view }: Unplaced): Placed {
  const [across, down] = [layers(ids, arrows, "LR"), layers(ids, arrows, "TB")];
  const scale = ({ width, height }: { width: number; height: number }) => Math.min(1, view.width / width, view.height / height);
  const direction = scale(down) > scale(across) * 1.2 ? "TB" : "LR";
  return { direction, spots: (direction === "TB" ? down : across).spots };
}

function layers(ids: Unplaced["ids"], arrows: Unplaced["arrows"], direction: "LR" | "TB") {
  const touched = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: direction, nodesep: 16, ranksep: direction === "LR" ? 28 : 30, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) if (touched.has(id)) graph.setNode(id, { ...BOX });
  for (const { from, to } of arrows) graph.setEdge(from, to);
  layout(graph);
  const placed: Record<string, { x: number; y: number }> = {};
  let bottom = 0;
  let right = 0;
  for (const id of graph.nodes()) {
    const { x, y } = graph.node(id) as { x: number; y: number };
    placed[id] = { x: x - BOX.width / 2, y: y - BOX.height / 2 };
    bottom = Math.max(bottom, y + BOX.height / 2 + 40);
    right = Math.max(right, x + BOX.width / 2);
  }
  const lone = ids.filter((id) => !touched.has(id));
  const columns = Math.max(1, Math.min(6, Math.ceil(Math.sqrt(lone.length))));
  lone.forEach((id, index) => {
    placed[id] = { x: 8 + (index % columns) * (BOX.width + 24), y: bottom + Math.floor(index / columns) * (BOX.height + 18) };
  });
  const rows = Math.ceil(lone.length / columns);
  return {
    spots: placed,
    width: Math.max(right, lone.length > 0 ? columns * (BOX.width + 24) : 0),
    height: Math.max(1, bottom + rows * (BOX.height + 18)),
  };
}
