import { addExamples } from "#cli/examples.ts";
import { findFlowRun, findTaskRun } from "#cli/find-run.ts";
import { errorText, section, timeline } from "#cli/render/details.ts";
import { renderJson } from "#cli/render/json.ts";
import { taskRunLink } from "#cli/render/links.ts";
import { runTime, stateText, timeAndAge } from "#cli/render/runs.ts";
import { renderPairs } from "#cli/render/table.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";
import type { TaskInput } from "#core/contract/task-runs.ts";

/** `millrace task-run inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<task-run>", "name of the task run, its id or the beginning of its id")
    .option("-r, --flow-run <run>", "look only in this flow run")
    .option("--json", "print JSON: the task run, with `states`")
    .action((words: string, options: { flowRun?: string; json?: true }) =>
      cli.api(async ({ client, consoleUrl }) => {
        const task = await findTaskRun(
          client,
          words,
          options.flowRun === undefined ? undefined : await findFlowRun(client, options.flowRun),
        );
        const states = await client.readTaskRunStates({ query: { task_run_id: task.id } });
        if (options.json) return cli.print(renderJson({ ...task, states }));
        const now = cli.now();
        const pairs = [
          ["Task run", cli.paint("bold", oneLine(task.name))],
          ["ID", task.id],
          ["Flow run", task.flow_run_id ?? undefined],
          ["State", stateText(task.state, cli.paint)],
          ["Started", timeAndAge(task.start_time, now)],
          ["Duration", runTime(task)],
          ["Attempts", task.run_count > 1 ? String(task.run_count) : undefined],
          ["Cache key", task.cache_key ?? undefined],
          ["Tags", oneLine(task.tags.join(", ")) || undefined],
          ["Console", taskRunLink(consoleUrl, task.id)],
        ] as const;
        cli.print(renderPairs(pairs, cli.paint));
        const inputs = Object.entries(task.task_inputs).filter(([, sources]) => sources.length > 0);
        if (inputs.length > 0)
          cli.print(
            section(
              "Inputs",
              inputs.map(([name, sources]) => `${oneLine(name)} ← ${sources.map(inputText).join(", ")}`).join("\n"),
              cli.paint,
            ),
          );
        cli.print(section("States", timeline(states, cli.paint), cli.paint));
        const error = errorText(task.state);
        if (error !== undefined) cli.print(section("Error", error, cli.paint));
      }),
    );
  addExamples(command, ["millrace task-run inspect load-0 --flow-run funny-otter", "by name within a flow run"]);
};

function inputText(input: TaskInput): string {
  if (input.input_type === "parameter") return `parameter ${oneLine(input.name)}`;
  if (input.input_type === "constant") return `a ${oneLine(input.type)}`;
  return `${input.input_type === "task_run" ? "task run" : "flow run"} ${input.id}`;
}
