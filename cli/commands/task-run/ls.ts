import { addExamples } from "#cli/examples.ts";
import { findFlowRun } from "#cli/find-run.ts";
import { gather, stateFilter, wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { durationColumn, idColumn, startedColumn, stateColumn, tagsColumn } from "#cli/render/runs.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";

interface Options {
  readonly flowRun?: string;
  readonly state?: string[];
  readonly tag?: string[];
  readonly limit: number;
  readonly json?: true;
}

/** `millrace task-run ls` */
export const define: Define = (command, cli) => {
  command
    .option("-r, --flow-run <run>", "only task runs of this flow run, by name, id or beginning of its id")
    .option("-s, --state <state>", "only task runs in this state, by type or name; again for several", gather)
    .option("-t, --tag <tag>", "only task runs with this tag; again for all of several", gather)
    .option("-l, --limit <count>", "how many", wholeNumber(1, 10_000), 50)
    .option("--json", "print JSON")
    .action((options: Options) =>
      cli.api(async ({ client }) => {
        const flowRun = options.flowRun === undefined ? undefined : await findFlowRun(client, options.flowRun);
        const state = stateFilter(options.state);
        const body = {
          sort: "EXPECTED_START_TIME_DESC" as const,
          task_runs: { ...(state && { state }), ...(options.tag && { tags: { all_: options.tag } }) },
          ...(flowRun && { flow_runs: { id: { any_: [flowRun.id] } } }),
        };
        const tasks: TaskRun[] = [];
        while (tasks.length < options.limit) {
          const limit = Math.min(200, options.limit - tasks.length);
          const page = await client.filterTaskRuns({ body: { ...body, limit, offset: tasks.length } });
          tasks.push(...page);
          if (page.length < limit) break;
        }
        if (options.json) return cli.print(renderJson(tasks));
        if (tasks.length === 0) return cli.note(emptyText(options));
        const name: Column<TaskRun> = { title: "TASK RUN", value: (task) => task.name, min: 12, style: () => "bold" };
        cli.print(renderTable([name, stateColumn, startedColumn(cli.now()), durationColumn, tagsColumn, idColumn(tasks)], tasks, cli));
      }),
    );
  addExamples(
    command,
    ["millrace task-run ls --flow-run funny-otter", "the task runs of one flow run"],
    ["millrace task-run ls --state failed --limit 5", "the latest failures"],
  );
};

function emptyText({ flowRun, state, tag }: Options): string {
  if (state !== undefined || tag !== undefined) return 'No task run matches. "millrace task-run ls" lists all.';
  return flowRun === undefined
    ? 'No task runs yet. Make some: "npx node examples/hello.ts".'
    : `This flow run has no task runs; see it with "millrace flow-run inspect ${flowRun}".`;
}
