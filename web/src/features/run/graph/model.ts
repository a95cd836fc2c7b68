import type { FlowRunGraph } from "../../../../../core/contract/flow-runs.ts";
import type { StateType } from "../../../../../core/contract/states.ts";
import type { TaskRun } from "../../../../../core/contract/task-runs.ts";
import { type Tone, toneOf } from "../../../lib/tone.ts";
import { taskName } from "../rows.ts";

/** More nodes than this are drawn as one per task: nobody can read more, and no browser lays them out at once. */
export const DRAWN = 300;

/** A box of the drawn graph: one task run or subflow, or all runs of one task. */
export interface Box {
  readonly id: string;
  readonly kind: "flow-run" | "task-run" | "group";
  readonly label: string;
  readonly type: StateType;
  /** The state's name, where the task run is known. */
  readonly name: string | null;
  readonly seconds: number | null;
  /** How many runs it stands for, by colour. */
  readonly tones: readonly { readonly tone: Tone; readonly count: number }[];
  readonly count: number;
}
export interface Arrow {
  readonly from: string;
  readonly to: string;
}
/** The graph as it is drawn. */
export interface Drawing {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly grouped: boolean;
  readonly left: number;
}

/**
 * The graph of a run as boxes and arrows, grouped by task when it is too large to be drawn run by run.
 * `known` tells more of single task runs than the graph does: names of states, and time spent running.
 */
export function draw({ nodes }: FlowRunGraph, known: ReadonlyMap<string, TaskRun> = new Map(), grouped = nodes.length > DRAWN): Drawing {
  const all = nodes.map(([, node]) => node);
  const sizes = new Map<string, number>();
  for (const node of all) sizes.set(taskName(node.label), (sizes.get(taskName(node.label)) ?? 0) + 1);
  const homeOf = new Map(
    all.map((node) => [node.id, grouped && sizes.get(taskName(node.label)) !== 1 ? `group ${taskName(node.label)}` : node.id]),
  );
  const members = new Map<string, typeof all>();
  for (const node of all) {
    const home = homeOf.get(node.id)!;
    const others = members.get(home);
    if (others === undefined) members.set(home, [node]);
    else others.push(node);
  }
  const boxes = [...members].slice(0, DRAWN).map(([id, runs]) => toBox(id, runs, known.get(id)));
  const drawn = new Set(boxes.map((box) => box.id));
  const arrows = new Map<string, Arrow>();
  for (const node of all) {
    for (const child of node.children) {
      const [from, to] = [homeOf.get(node.id), homeOf.get(child.id)];
      if (from !== undefined && to !== undefined && from !== to && drawn.has(from) && drawn.has(to))
        arrows.set(`${from}>${to}`, { from, to });
    }
  }
  return { boxes, arrows: [...arrows.values()], grouped, left: members.size - boxes.length };
}

type Node = FlowRunGraph["nodes"][number][1];

function toBox(id: string, runs: readonly Node[], task: TaskRun | undefined): Box {
  const [first] = runs as [Node];
  const counts = new Map<Tone, number>();
  for (const run of runs) counts.set(toneOf(run.state_type), (counts.get(toneOf(run.state_type)) ?? 0) + 1);
  const worst =
    runs.find((run) => run.state_type === "FAILED" || run.state_type === "CRASHED") ??
    runs.find((run) => run.state_type === "RUNNING") ??
    first;
  const ends = runs.map((run) => (run.end_time === null ? Number.NaN : Date.parse(run.end_time)));
  const seconds = (Math.max(...ends) - Math.min(...runs.map((run) => Date.parse(run.start_time)))) / 1000;
  return {
    id,
    kind: runs.length > 1 ? "group" : first.kind,
    label: runs.length > 1 ? taskName(first.label) : first.label,
    type: task?.state_type ?? worst.state_type,
    name: task?.state_name ?? null,
    seconds: Number.isNaN(seconds) ? null : (task?.total_run_time ?? seconds),
    count: runs.length,
    tones: [...counts].map(([tone, count]) => ({ tone, count })).sort((one, other) => other.count - one.count),
  };
}
