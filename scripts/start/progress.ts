import { runTime } from "#cli/render/runs.ts";
import { stateMark, stateStyle } from "#cli/render/state.ts";
import type { Paint } from "#cli/render/table.ts";
import { oneLine, pad, truncate } from "#cli/render/text.ts";
import { isFinal } from "#core/rules/states.ts";
import type { Placed } from "./read-tree.ts";

/** Shows task runs as they come and change. */
export interface Progress {
  update(tasks: readonly Placed[]): void;
  /** Leaves the last picture standing. */
  end(): void;
}

/** The part of a terminal that progress needs. */
export interface Screen {
  write(text: string): void;
  readonly live: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

/** Redraws a list in place on a terminal; elsewhere writes one line for each task run that ended. */
export function createProgress(screen: Screen): Progress {
  return screen.live ? liveProgress(screen) : plainProgress(screen);
}

function plainProgress(screen: Screen): Progress {
  const told = new Set<string>();
  return {
    update(tasks) {
      for (const placed of tasks) {
        if (told.has(placed.task.id) || !hasEnded(placed)) continue;
        told.add(placed.task.id);
        screen.write(`${taskLine(placed, 32, screen.paint)}\n`);
      }
    },
    end() {},
  };
}

function liveProgress(screen: Screen): Progress {
  let drawn = 0;
  let frame = 0;
  let last: readonly Placed[] = [];
  const draw = (lines: readonly string[]) => {
    screen.write(`${drawn > 0 ? `\u001b[${drawn}A` : ""}\u001b[J${lines.map((line) => `${line}\n`).join("")}`);
    drawn = lines.length;
  };
  return {
    update(tasks) {
      last = tasks;
      frame += 1;
      draw(window(tasks, screen, frame));
    },
    end() {
      draw(last.map((placed) => fitted(placed, screen, frame)));
    },
  };
}

/** As many task runs as fit: those under way, and before them the latest that ended. */
function window(tasks: readonly Placed[], screen: Screen, frame: number): string[] {
  const room = Math.max(3, screen.rows - 8);
  if (tasks.length <= room) return tasks.map((placed) => fitted(placed, screen, frame));
  const ended = tasks.filter(hasEnded);
  const hidden = tasks.length - room + 1;
  const gone = new Set(ended.slice(0, hidden));
  const shown = tasks.filter((placed) => !gone.has(placed)).slice(0, room - 1);
  return [
    screen.paint("dim", `  … ${tasks.length - shown.length} more, ${ended.length} of ${tasks.length} ended`),
    ...shown.map((placed) => fitted(placed, screen, frame)),
  ];
}

function fitted(placed: Placed, screen: Screen, frame: number): string {
  const name = Math.max(12, Math.min(40, screen.columns - 46));
  return taskLine(placed, name, screen.paint, placed.task.state_type === "RUNNING" ? spinner[frame % spinner.length] : undefined);
}

/** `  ✔ load          Completed      1.2s` */
function taskLine({ task, depth }: Placed, nameWidth: number, paint: Paint, mark = stateMark(task.state_type)): string {
  const style = stateStyle(task.state_type);
  const color = (text: string) => (style === undefined ? text : paint(style, text));
  const attempts = task.run_count > 1 ? paint("dim", `  attempt ${task.run_count}`) : "";
  const name = "  ".repeat(depth) + oneLine(task.name);
  return `  ${color(mark)} ${pad(truncate(name, nameWidth), nameWidth)}  ${color(pad(truncate(task.state_name ?? "", 14), 14))}  ${pad(runTime(task), 8, "right")}${attempts}`;
}

function hasEnded({ task }: Placed): boolean {
  return task.state_type !== null && isFinal(task.state_type);
}

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
