import { addExamples } from "#cli/examples.ts";
import { findFlow, flowNames } from "#cli/find-flow.ts";
import { gather, stateFilter, wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { durationColumn, idColumn, startedColumn, stateColumn, tagsColumn } from "#cli/render/runs.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";
import type { Client } from "#core/contract/client.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";

interface Options {
  readonly state?: string[];
  readonly flow?: string[];
  readonly tag?: string[];
  readonly limit: number;
  readonly upcoming?: true;
  readonly json?: true;
}

/** `millrace flow-run ls` */
export const define: Define = (command, cli) => {
  command
    .option("-s, --state <state>", "only runs in this state, by type or name; again for several", gather)
    .option("-f, --flow <flow>", "only runs of this flow; again for several", gather)
    .option("-t, --tag <tag>", "only runs with this tag; again for all of several", gather)
    .option("-l, --limit <count>", "how many", wholeNumber(1, 10_000), 20)
    .option("--upcoming", "also runs that are scheduled for later")
    .option("--json", "print JSON")
    .action((options: Options) =>
      cli.api(async ({ client }) => {
        const runs = await readRuns(client, options, cli.now());
        if (options.json) return cli.print(renderJson(runs));
        if (runs.length === 0)
          return cli.note(
            isFiltered(options)
              ? 'No flow run matches. "millrace flow-run ls" lists all.'
              : 'No flow runs yet. Make one: "npx node examples/hello.ts".',
          );
        const names = await flowNames(
          client,
          runs.map((run) => run.flow_id),
        );
        const name: Column<FlowRun> = { title: "RUN", value: (run) => run.name, min: 10, style: () => "bold" };
        const flow: Column<FlowRun> = { title: "FLOW", value: (run) => names.get(run.flow_id) ?? "–", min: 8, drop: 0 };
        cli.print(renderTable([name, flow, stateColumn, startedColumn(cli.now()), durationColumn, tagsColumn, idColumn(runs)], runs, cli));
      }),
    );
  addExamples(
    command,
    ["millrace flow-run ls", "the latest 20 that are due"],
    ["millrace flow-run ls --upcoming", "with those that are scheduled for later"],
    ["millrace flow-run ls --state failed --state crashed", "what went wrong"],
    ["millrace flow-run ls --flow train-model --tag nightly --limit 100", "one flow's tagged runs"],
    ["millrace flow-run ls --json | jq -r '.[].id'", "ids for a script"],
  );
};

async function readRuns(client: Client, options: Options, now: number): Promise<FlowRun[]> {
  const flows = await Promise.all((options.flow ?? []).map((words) => findFlow(client, words)));
  const state = stateFilter(options.state);
  const body = {
    sort: "EXPECTED_START_TIME_DESC" as const,
    flow_runs: {
      ...(state && { state }),
      ...(options.tag && { tags: { all_: options.tag } }),
      // what schedules made ahead would fill the first page; who asks for a state means all that are in it
      ...(state === undefined && options.upcoming !== true && { expected_start_time: { before_: formatTimestamp(now + 1_000) } }),
    },
    ...(flows.length > 0 && { flows: { id: { any_: flows.map(({ id }) => id) } } }),
  };
  const runs: FlowRun[] = [];
  while (runs.length < options.limit) {
    const limit = Math.min(200, options.limit - runs.length);
    const page = await client.filterFlowRuns({ body: { ...body, limit, offset: runs.length } });
    runs.push(...page);
    if (page.length < limit) break;
  }
  return runs;
}

function isFiltered({ state, flow, tag }: Options): boolean {
  return state !== undefined || flow !== undefined || tag !== undefined;
}
