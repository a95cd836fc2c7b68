import { describe, expect, it } from "vitest";
import type { FlowRunGraph } from "#core/contract/flow-runs.ts";
import { cellText, recordsOf, safeHref } from "../../../web/src/features/run/artifacts/content.ts";
import { place } from "../../../web/src/features/run/graph/layout.ts";
import { draw } from "../../../web/src/features/run/graph/model.ts";

function graph(...nodes: [id: string, label: string, children: string[], type?: string][]): FlowRunGraph {
  return {
    start_time: null,
    end_time: null,
    root_node_ids: [],
    artifacts: [],
    states: [],
    nodes: nodes.map(([id, label, children, type = "COMPLETED"]) => [
      id,
      {
        kind: "task-run",
        id,
        label,
        state_type: type,
        start_time: "2026-11-23T00:00:00.000000Z",
        end_time: "2026-11-23T00:00:02.000000Z",
        parents: [],
        children: children.map((child) => ({ id: child })),
        encapsulating: [],
        artifacts: [],
      },
    ]),
  } as FlowRunGraph;
}

describe("the graph as drawn", () => {
  const small = graph(["a", "load-0", ["b", "c"]], ["b", "clean-0", ["d"]], ["c", "clean-1", ["d"], "FAILED"], ["d", "join-0", []]);

  it("has a box per run while it is small", () => {
    const { boxes, arrows, grouped } = draw(small);
    expect(grouped).toBe(false);
    expect(boxes.map((box) => box.label)).toEqual(["load-0", "clean-0", "clean-1", "join-0"]);
    expect(arrows).toHaveLength(4);
    expect(boxes[0]?.seconds).toBe(2);
  });

  it("has a box per task when it is large; trouble shows", () => {
    const { boxes, arrows } = draw(small, new Map(), true);
    expect(boxes.map((box) => [box.kind, box.label, box.count, box.type])).toEqual([
      ["task-run", "load-0", 1, "COMPLETED"],
      ["group", "clean", 2, "FAILED"],
      ["task-run", "join-0", 1, "COMPLETED"],
    ]);
    expect(arrows).toEqual([
      { from: "a", to: "group clean" },
      { from: "group clean", to: "d" },
    ]);
  });

  it("groups thousands of runs by itself and draws no arrow within a group", () => {
    const many = graph(
      ...Array.from({ length: 1_000 }, (_, index): [string, string, string[]] => [
        `n${index}`,
        `step-${index}`,
        index < 999 ? [`n${index + 1}`] : [],
      ]),
    );
    expect(draw(many)).toMatchObject({ grouped: true, arrows: [], left: 0, boxes: [{ label: "step", count: 1_000 }] });
  });

  it("is placed in layers along the arrows, lone boxes below", () => {
    const { spots: placed, direction } = place({
      ids: ["a", "b", "x", "y"],
      arrows: [{ from: "a", to: "b" }],
      view: { width: 1_200, height: 500 },
    });
    expect(direction).toBe("LR");
    expect(placed["b"]!.x).toBeGreaterThan(placed["a"]!.x);
    expect(placed["x"]!.y).toBeGreaterThan(placed["a"]!.y);
    expect(placed["y"]).not.toEqual(placed["x"]);
  });

  it("runs from top to bottom where that is larger on screen", () => {
    const ids = Array.from({ length: 9 }, (_, index) => `n${index}`);
    const chain = ids.slice(1).map((to, index) => ({ from: ids[index]!, to }));
    expect(place({ ids, arrows: chain, view: { width: 340, height: 700 } }).direction).toBe("TB");
    expect(place({ ids, arrows: chain, view: { width: 2_000, height: 400 } }).direction).toBe("LR");
  });
});

describe("artifacts", () => {
  it("read tables in every shape people make them", () => {
    const expected = {
      columns: ["a", "b"],
      rows: [
        [1, "x"],
        [2, undefined],
      ],
    };
    expect(recordsOf([{ a: 1, b: "x" }, { a: 2 }])).toEqual(expected);
    expect(recordsOf('[{"a":1,"b":"x"},{"a":2}]')).toEqual(expected);
    expect(recordsOf({ a: [1, 2], b: ["x"] })).toEqual(expected);
    expect(recordsOf([[1, "x"], [2]])).toEqual({ columns: ["1", "2"], rows: [[1, "x"], [2]] });
    expect(recordsOf("not json")).toBeNull();
    expect(recordsOf([1, 2])).toBeNull();
  });

  it("link only where a link is safe", () => {
    expect(safeHref("https://example.com/a")).toBe("https://example.com/a");
    expect(safeHref("javascript:alert(1)")).toBeNull();
    expect(safeHref(" JaVaScRiPt:alert(1)")).toBeNull();
    expect(safeHref("data:text/html,x")).toBeNull();
    expect(safeHref("/relative")).toBeNull();
  });

  it("show any cell as text", () => {
    expect([null, undefined, 0, "x", { a: 1 }].map(cellText)).toEqual(["", "", "0", "x", '{"a":1}']);
  });
});
