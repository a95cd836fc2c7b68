import type { Cli } from "#cli/cli.ts";
import { addExamples } from "#cli/examples.ts";
import { flowNames } from "#cli/find-flow.ts";
import { findFlowRun } from "#cli/find-run.ts";
import { readTaskRuns } from "#cli/read-task-runs.ts";
import { errorText, section, timeline, valuesText } from "#cli/render/details.ts";
import { renderJson } from "#cli/render/json.ts";
import { runLink } from "#cli/render/links.ts";
import { durationColumn, idColumn, runTime, startedColumn, stateColumn, stateText, timeAndAge } from "#cli/render/runs.ts";
import { type Column, renderPairs, renderTable, type TableOptions } from "#cli/render/table.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";
import { whyWaiting } from "#cli/watch-run.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";

/** `millrace flow-run inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<run>", "name of the run, its id or the beginning of its id")
    .option("--json", "print JSON: the run, with `states`, `task_runs` and `subflow_runs`")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client, consoleUrl }) => {
        const run = await findFlowRun(client, words);
        const [states, tasks, subflows] = await Promise.all([
          client.readFlowRunStates({ query: { flow_run_id: run.id } }),
          readTaskRuns(client, run.id),
          client.filterFlowRuns({ body: { flow_runs: { parent_flow_run_id: { any_: [run.id] } }, sort: "EXPECTED_START_TIME_ASC" } }),
        ]);
        const names = await flowNames(
          client,
          [run, ...subflows].map(({ flow_id }) => flow_id),
        );
        if (options.json)
          return cli.print(
            renderJson({ ...run, flow_name: names.get(run.flow_id) ?? null, states, task_runs: tasks, subflow_runs: subflows }),
          );
        const now = cli.now();
        const pairs = [
          ["Run", cli.paint("bold", oneLine(run.name))],
          ["Flow", oneLine(names.get(run.flow_id) ?? run.flow_id)],
          ["ID", run.id],
          ["State", stateText(run.state, cli.paint)],
          ["Waits", await whyWaiting(client, run.id)],
          ["Started", timeAndAge(run.start_time, now)],
          ["Expected", run.start_time === null ? timeAndAge(run.expected_start_time, now) : undefined],
          ["Duration", runTime(run)],
          ["Attempts", run.run_count > 1 ? String(run.run_count) : undefined],
          ["Tags", oneLine(run.tags.join(", ")) || undefined],
          ["Console", runLink(consoleUrl, run.id)],
        ] as const;
        cli.print(renderPairs(pairs, cli.paint));
        if (Object.keys(run.parameters).length > 0) cli.print(section("Parameters", valuesText(run.parameters, cli.width), cli.paint));
        cli.print(section("States", timeline(states, cli.paint), cli.paint));
        if (tasks.length > 0) cli.print(section(`Task runs (${tasks.length})`, taskTable(tasks, now, cli), cli.paint));
        if (subflows.length > 0)
          cli.print(section(`Subflow runs (${subflows.length})`, subflowTable(subflows, names, now, cli), cli.paint));
        const error = errorText(run.state);
        if (error !== undefined) cli.print(section("Error", error, cli.paint));
        cli.note(`\nLog lines: millrace flow-run logs ${run.id}`);
      }),
    );
  addExamples(
    command,
    ["millrace flow-run inspect funny-otter", "by name"],
    ["millrace flow-run inspect 019ab3c4-11d2 --json", "by the beginning of its id"],
  );
};

function taskTable(tasks: readonly TaskRun[], now: number, cli: Cli): string {
  const name: Column<TaskRun> = { title: "TASK RUN", value: (task) => task.name, min: 12 };
  const attempts: Column<TaskRun> = { title: "ATTEMPTS", value: (task) => String(task.run_count), align: "right", drop: 3 };
  const again = tasks.some((task) => task.run_count > 1) ? [attempts] : [];
  return renderTable([name, stateColumn, startedColumn(now), durationColumn, ...again, idColumn(tasks)], tasks, indented(cli));
}

function subflowTable(runs: readonly FlowRun[], names: ReadonlyMap<string, string>, now: number, cli: Cli): string {
  const name: Column<FlowRun> = { title: "RUN", value: (run) => run.name, min: 12 };
  const flow: Column<FlowRun> = { title: "FLOW", value: (run) => names.get(run.flow_id) ?? "–", min: 8, drop: 0 };
  return renderTable([name, flow, stateColumn, startedColumn(now), durationColumn, idColumn(runs)], runs, indented(cli));
}

function indented({ width, paint }: Cli): TableOptions {
  return { width: width - 2, paint };
}
