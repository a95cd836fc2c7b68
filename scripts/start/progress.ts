import { runTime } from "#cli/render/runs.ts";
import { stateMark, stateStyle } from "#cli/render/state.ts";
import type { Paint } from "#cli/render/table.ts";
import { oneLine, pad, truncate } from "#cli/render/text.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import { isFinal } from "#core/rules/states.ts";

/** Shows task runs as they come and change. */
export interface Progress {
  update(tasks: readonly TaskRun[]): void;
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
      for (const task of tasks) {
        if (told.has(task.id) || task.state_type === null || !isFinal(task.state_type)) continue;
        told.add(task.id);
        screen.write(`${taskLine(task, 32, screen.paint)}\n`);
      }
    },
    end() {},
  };
}

function liveProgress(screen: Screen): Progress {
  let drawn = 0;
  let frame = 0;
  let last: readonly TaskRun[] = [];
  const draw = (tasks: readonly TaskRun[], all: boolean) => {
    const lines = all ? tasks.map((task) => fitted(task, screen, frame)) : window(tasks, screen, frame);
    screen.write(`${drawn > 0 ? `\u001b[${drawn}A` : ""}\u001b[J${lines.map((line) => `${line}\n`).join("")}`);
    drawn = lines.length;
  };
  return {
    update(tasks) {
      last = tasks;
      frame += 1;
      draw(tasks, false);
    },
    end() {
      draw(last, true);
    },
  };
}

/** As many task runs as fit: those under way, and before them the latest that ended. */
function window(tasks: readonly TaskRun[], screen: Screen, frame: number): string[] {
  const room = Math.max(3, screen.rows - 8);
  if (tasks.length <= room) return tasks.map((task) => fitted(task, screen, frame));
  const ended = tasks.filter((task) => task.state_type !== null && isFinal(task.state_type));
  const hidden = tasks.length - room + 1;
  const shown = ended.length >= hidden ? tasks.filter((task) => !ended.slice(0, hidden).includes(task)) : tasks.slice(0, room - 1);
  return [
    screen.paint("dim", `  … and ${hidden} more, ${ended.length} of ${tasks.length} ended`),
    ...shown.map((task) => fitted(task, screen, frame)),
  ];
}

function fitted(task: TaskRun, screen: Screen, frame: number): string {
  const name = Math.max(12, Math.min(40, screen.columns - 34));
  return taskLine(task, name, screen.paint, task.state_type === "RUNNING" ? spinner[frame % spinner.length] : undefined);
}

/** `  ✔ load flights       Completed      1.2s` */
export function taskLine(task: TaskRun, nameWidth: number, paint: Paint, mark = stateMark(task.state_type)): string {
  const style = stateStyle(task.state_type);
  const color = (text: string) => (style === undefined ? text : paint(style, text));
  const attempts = task.run_count > 1 ? paint("dim", `  attempt ${task.run_count}`) : "";
  return `  ${color(mark)} ${pad(truncate(oneLine(task.name), nameWidth), nameWidth)}  ${color(pad(truncate(task.state_name ?? "", 14), 14))}  ${pad(runTime(task), 8, "right")}${attempts}`;
}

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
