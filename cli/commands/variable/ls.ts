import { addExamples } from "#cli/examples.ts";
import { gather, wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { tagsColumn } from "#cli/render/runs.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import { relativeTime } from "#cli/render/time.ts";
import type { Define } from "#cli/tree.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { Variable } from "#core/contract/variables.ts";

/** `millrace variable ls` */
export const define: Define = (command, cli) => {
  command
    .option("-t, --tag <tag>", "only variables with this tag; again for several", gather)
    .option("-l, --limit <count>", "how many", wholeNumber(1, 200), 50)
    .option("--json", "print JSON")
    .action(({ tag, limit, json }: { tag?: string[]; limit: number; json?: true }) =>
      cli.api(async ({ client }) => {
        const variables = await client.filterVariables({ body: { limit, ...(tag && { variables: { tags: { all_: tag } } }) } });
        if (json) return cli.print(renderJson(variables));
        if (variables.length === 0) return cli.note('No variables. Set one with "millrace variable set <name> <value>".');
        const now = cli.now();
        const name: Column<Variable> = { title: "VARIABLE", value: (variable) => variable.name, min: 10, style: () => "bold" };
        const value: Column<Variable> = { title: "VALUE", value: (variable) => JSON.stringify(variable.value), min: 10 };
        const updated: Column<Variable> = {
          title: "UPDATED",
          value: (variable) => relativeTime(parseTimestamp(variable.updated), now),
          min: 9,
          drop: 2,
        };
        cli.print(renderTable([name, value, updated, tagsColumn], variables, cli));
      }),
    );
  addExamples(command, ["millrace variable ls", "by name"], ["millrace variable ls --tag ml --json", "for a program"]);
};
