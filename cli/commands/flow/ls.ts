import { addExamples } from "#cli/examples.ts";
import { gather, wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { idColumn, tagsColumn } from "#cli/render/runs.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import { relativeTime } from "#cli/render/time.ts";
import type { Define } from "#cli/tree.ts";
import type { Flow } from "#core/contract/flows.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";

/** `millrace flow ls` */
export const define: Define = (command, cli) => {
  command
    .option("-t, --tag <tag>", "only flows with this tag; again for several", gather)
    .option("-l, --limit <count>", "how many", wholeNumber(1, 200), 50)
    .option("--json", "print JSON")
    .action((options: { tag?: string[]; limit: number; json?: true }) =>
      cli.api(async ({ client }) => {
        const flows = await client.filterFlows({
          body: { limit: options.limit, sort: "NAME_ASC", ...(options.tag && { flows: { tags: { all_: options.tag } } }) },
        });
        if (options.json) return cli.print(renderJson(flows));
        if (flows.length === 0) return cli.note('No flows yet. A flow appears with its first run: "npx node examples/hello.ts".');
        const now = cli.now();
        const created: Column<Flow> = {
          title: "CREATED",
          value: (flow) => relativeTime(parseTimestamp(flow.created), now),
          min: 9,
          drop: 2,
        };
        const name: Column<Flow> = { title: "FLOW", value: (flow) => flow.name, min: 14, style: () => "bold" };
        cli.print(renderTable([name, created, tagsColumn, idColumn(flows)], flows, cli));
      }),
    );
  addExamples(command, ["millrace flow ls", "by name"], ["millrace flow ls --tag nightly --json", "for a program"]);
};
