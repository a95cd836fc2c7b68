import type { StateType } from "../../../../core/contract/states.ts";
import type { TaskRun } from "../../../../core/contract/task-runs.ts";
import { stateTypes, type Tone, toneOf } from "../../lib/tone.ts";

/** More task runs than this are shown under one heading per task, unless the URL says otherwise. */
export const GROUP_FROM = 100;

/** All runs of one task. */
export interface Group {
  readonly kind: "group";
  readonly key: string;
  readonly name: string;
  readonly runs: readonly TaskRun[];
  readonly tones: readonly { readonly tone: Tone; readonly type: StateType | null; readonly count: number }[];
}
/** One line of the timeline. */
export type Row = Group | { readonly kind: "run"; readonly run: TaskRun; readonly indented: boolean };

/** The lines of the timeline: runs in the order they were made; grouped, the runs of one task lie under one heading that opens. */
export function timelineRows(runs: readonly TaskRun[], grouped: boolean, opened: ReadonlySet<string>): Row[] {
  if (!grouped) return runs.map((run) => ({ kind: "run", run, indented: false }));
  const groups = new Map<string, TaskRun[]>();
  for (const run of runs) {
    const known = groups.get(run.task_key);
    if (known === undefined) groups.set(run.task_key, [run]);
    else known.push(run);
  }
  return [...groups].flatMap(([key, members]): Row[] => {
    if (members.length === 1) return [{ kind: "run", run: members[0]!, indented: false }];
    const group: Group = { kind: "group", key, name: taskName(members[0]!.name), runs: members, tones: countTones(members) };
    return [group, ...(opened.has(key) ? members.map((run): Row => ({ kind: "run", run, indented: true })) : [])];
  });
}

/** Runs whose name holds `text` and whose state type is one of `types`. */
export function filterRuns(
  runs: readonly TaskRun[],
  text: string | undefined,
  types: readonly StateType[] | undefined,
): readonly TaskRun[] {
  if (text === undefined && types === undefined) return runs;
  const wanted = text?.toLowerCase();
  return runs.filter(
    (run) =>
      (wanted === undefined || run.name.toLowerCase().includes(wanted)) &&
      (types === undefined || (run.state_type !== null && types.includes(run.state_type))),
  );
}

/** How many runs are in each state type, trouble first. */
export function countTypes(runs: readonly TaskRun[]): { readonly type: StateType; readonly count: number }[] {
  return stateTypes.map((type) => ({ type, count: runs.filter((run) => run.state_type === type).length })).filter(({ count }) => count > 0);
}

/** "load page-12" or "load page-a3f" to "load page": the task's own name. */
export function taskName(runName: string): string {
  return runName.replace(/-(?:\d+|[0-9a-f]{3})$/, "") || runName;
}

function countTones(runs: readonly TaskRun[]): Group["tones"] {
  const counts = new Map<Tone, { tone: Tone; type: StateType | null; count: number }>();
  for (const { state_type: type, state_name: name } of runs) {
    const tone = toneOf(type, name);
    const known = counts.get(tone);
    if (known === undefined) counts.set(tone, { tone, type, count: 1 });
    else known.count++;
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}
