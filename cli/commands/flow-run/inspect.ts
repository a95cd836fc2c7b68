import { addExamples } from "#cli/examples.ts";
import { flowNames } from "#cli/find-flow.ts";
import { findFlowRun } from "#cli/find-run.ts";
import { readTaskRuns } from "#cli/read-task-runs.ts";
import { errorText, section, timeline, valuesText } from "#cli/render/details.ts";
import { renderJson } from "#cli/render/json.ts";
import { runLink } from "#cli/render/links.ts";
import { durationColumn, idColumn, paintedState, runTime, startedColumn, stateColumn, timeAndAge } from "#cli/render/runs.ts";
import { type Column, renderPairs, renderTable } from "#cli/render/table.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";

/** `millrace flow-run inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<run>", "name of the run, its id or the beginning of its id")
    .option("--json", "print JSON: the run, with `states` and `task_runs`")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client, consoleUrl }) => {
        const run = await findFlowRun(client, words);
        const [states, tasks, names] = await Promise.all([
          client.readFlowRunStates({ query: { flow_run_id: run.id } }),
          readTaskRuns(client, run.id),
          flowNames(client, [run.flow_id]),
        ]);
        if (options.json) return cli.print(renderJson({ ...run, flow_name: names.get(run.flow_id) ?? null, states, task_runs: tasks }));
        const now = cli.now();
        const pairs = [
          ["Run", cli.paint("bold", oneLine(run.name))],
          ["Flow", oneLine(names.get(run.flow_id) ?? run.flow_id)],
          ["ID", run.id],
          [
            "State",
            run.state === null
              ? "–"
              : paintedState(run.state, cli.paint) + (run.state.message ? `  ${cli.paint("dim", oneLine(run.state.message))}` : ""),
          ],
          ["Started", timeAndAge(run.start_time, now)],
          ["Expected", run.start_time === null ? timeAndAge(run.expected_start_time, now) : undefined],
          ["Duration", runTime(run)],
          ["Attempts", run.run_count > 1 ? String(run.run_count) : undefined],
          ["Tags", oneLine(run.tags.join(", ")) || undefined],
          ["Console", runLink(consoleUrl, run.id)],
        ] as const;
        cli.print(renderPairs(pairs, cli.paint));
        if (Object.keys(run.parameters).length > 0) cli.print(section("Parameters", valuesText(run.parameters), cli.paint));
        cli.print(section("States", timeline(states, cli.paint), cli.paint));
        if (tasks.length > 0) cli.print(section(`Task runs (${tasks.length})`, taskTable(tasks, now, cli), cli.paint));
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

function taskTable(tasks: readonly TaskRun[], now: number, cli: Parameters<Define>[1]): string {
  const name: Column<TaskRun> = { title: "TASK RUN", value: (task) => task.name, min: 12 };
  const attempts: Column<TaskRun> = { title: "ATTEMPTS", value: (task) => String(task.run_count), align: "right", drop: 3 };
  const columns = [
    name,
    stateColumn,
    startedColumn(now),
    durationColumn,
    ...(tasks.some((task) => task.run_count > 1) ? [attempts] : []),
    idColumn,
  ];
  return renderTable(columns, tasks, { ...cli, width: cli.width - 2 });
}
