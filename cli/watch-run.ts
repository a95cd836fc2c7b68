import { ApiError } from "#core/contract/client.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import { isFinal } from "#core/rules/states.ts";
import type { Connection } from "#sdk/api/connect.ts";
import type { Cli } from "./cli.ts";
import { followLogs } from "./follow-logs.ts";
import { readTaskRuns } from "./read-task-runs.ts";
import { errorText } from "./render/details.ts";
import { runLink } from "./render/links.ts";
import { renderLog } from "./render/log.ts";
import { paintedState, runTime, stateText } from "./render/runs.ts";
import { oneLine } from "./render/text.ts";

/**
 * Shows a run until it has ended: log lines on standard output; why it waits, its states and its task runs as they end on standard error.
 * Answers the run as it ended; the exit code tells how: 0 completed, 1 failed or crashed, 130 cancelled.
 */
export async function watchRun(cli: Cli, { client, consoleUrl }: Connection, run: FlowRun): Promise<FlowRun> {
  const link = runLink(consoleUrl, run.id);
  if (link !== undefined) cli.note(cli.paint("dim", link));
  const stop = leaveOnInterrupt(cli, run);
  const tasks = new Map<string, string>();
  let state = "";
  let reason = "";
  try {
    const last = await followLogs(client, run, { follow: true, level: undefined, tail: undefined, each }, (log) =>
      cli.print(renderLog(log, cli.paint)),
    );
    const error = errorText(last.state);
    if (error !== undefined) cli.note(error);
    cli.note(`${cli.paint("bold", oneLine(last.name))} ended after ${runTime(last)}: ${stateText(last.state, cli.paint)}`);
    cli.exitCode = exitCodeOf(last);
    return last;
  } finally {
    stop();
  }

  async function each(current: FlowRun): Promise<void> {
    const next = `${current.state_type} ${current.state_name}`;
    if (next !== state && current.state !== null && !isFinal(current.state_type)) cli.note(paintedState(current.state, cli.paint));
    state = next;
    if (current.state_type === "SCHEDULED" || current.state_type === "PAUSED") {
      const why = await whyWaiting(client, current.id);
      if (why !== undefined && why !== reason) cli.note(`  ${why}`);
      reason = why ?? reason;
      return;
    }
    for (const task of news(tasks, await readTaskRuns(client, current.id))) cli.note(`  ${task}`);
  }

  function news(before: Map<string, string>, runs: readonly TaskRun[]): string[] {
    const ended = runs.filter((task) => isFinal(task.state_type)).length;
    const lines: string[] = [];
    for (const task of runs) {
      const now = `${task.state_type} ${task.state_name} ${task.run_count}`;
      if (before.get(task.id) === now) continue;
      before.set(task.id, now);
      if (task.state === null || task.state_type === "PENDING") continue;
      const count = isFinal(task.state_type) ? `  ${runTime(task)}  ${cli.paint("dim", `${ended} of ${runs.length} task runs ended`)}` : "";
      lines.push(`${paintedState(task.state, cli.paint)}  ${oneLine(task.name)}${count}`);
    }
    return lines;
  }
}

/** Why a run has not started, in one sentence; undefined once it has, or where the API does not say. */
export async function whyWaiting(client: Connection["client"], id: string): Promise<string | undefined> {
  try {
    const { waiting, sentence } = await client.readWhyWaiting({ params: { id } });
    return waiting ? oneLine(sentence) : undefined;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function exitCodeOf({ state_type }: FlowRun): number {
  return state_type === "COMPLETED" ? 0 : state_type === "CANCELLED" ? 130 : 1;
}

/** Ctrl-C ends the watching, not the run, and says so. */
function leaveOnInterrupt(cli: Cli, run: FlowRun): () => void {
  const leave = () => {
    cli.note(
      `\nThe run goes on. Watch it again: millrace flow-run logs ${run.name} --follow; stop it: millrace flow-run cancel ${run.name}`,
    );
    process.exit(130);
  };
  process.once("SIGINT", leave);
  return () => process.off("SIGINT", leave);
}
