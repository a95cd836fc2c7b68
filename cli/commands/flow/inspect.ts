import { addExamples } from "#cli/examples.ts";
import { findFlow } from "#cli/find-flow.ts";
import { section } from "#cli/render/details.ts";
import { renderJson } from "#cli/render/json.ts";
import { durationColumn, idColumn, startedColumn, stateColumn, timeAndAge } from "#cli/render/runs.ts";
import { type Column, renderPairs, renderTable } from "#cli/render/table.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";

/** `millrace flow inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<flow>", "name of the flow, its id or the beginning of its id")
    .option("--json", "print JSON: the flow, with `latest_runs`")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const flow = await findFlow(client, words);
        const runs = await client.filterFlowRuns({
          body: { flows: { id: { any_: [flow.id] } }, sort: "EXPECTED_START_TIME_DESC", limit: 10 },
        });
        if (options.json) return cli.print(renderJson({ ...flow, latest_runs: runs }));
        const now = cli.now();
        const pairs = [
          ["Flow", cli.paint("bold", oneLine(flow.name))],
          ["ID", flow.id],
          ["Created", timeAndAge(flow.created, now)],
          ["Tags", oneLine(flow.tags.join(", ")) || undefined],
        ] as const;
        cli.print(renderPairs(pairs, cli.paint));
        const name: Column<FlowRun> = { title: "RUN", value: (run) => run.name, min: 10 };
        const table = renderTable([name, stateColumn, startedColumn(now), durationColumn, idColumn(runs)], runs, {
          ...cli,
          width: cli.width - 2,
        });
        cli.print(section("Latest runs", runs.length === 0 ? "none" : table, cli.paint));
      }),
    );
  addExamples(command, ["millrace flow inspect train-model", "by name"]);
};
