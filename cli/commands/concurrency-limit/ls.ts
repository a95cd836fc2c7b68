import { addExamples } from "#cli/examples.ts";
import { wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";
import type { ConcurrencyLimitV2 } from "#core/contract/concurrency-limits.ts";

/** `millrace concurrency-limit ls` */
export const define: Define = (command, cli) => {
  command
    .option("-l, --limit <count>", "how many", wholeNumber(1, 200), 50)
    .option("--json", "print JSON")
    .action((options: { limit: number; json?: true }) =>
      cli.api(async ({ client }) => {
        const limits = await client.filterConcurrencyLimitsV2({ body: { limit: options.limit } });
        if (options.json) return cli.print(renderJson(limits));
        if (limits.length === 0)
          return cli.note('No concurrency limits yet. "millrace concurrency-limit create NAME --limit N" makes one.');
        cli.print(renderTable(columns, limits, cli));
      }),
    );
  addExamples(command, ["millrace concurrency-limit ls", "by name"]);
};

const columns: readonly Column<ConcurrencyLimitV2>[] = [
  { title: "LIMIT", value: ({ name }) => name, min: 14, style: () => "bold" },
  {
    title: "IN USE",
    value: ({ active_slots, limit }) => `${active_slots} of ${limit}`,
    style: ({ active_slots, limit }) => (active_slots >= limit ? "yellow" : undefined),
  },
  { title: "PER SECOND", value: ({ slot_decay_per_second: rate }) => (rate > 0 ? String(rate) : "–"), align: "right", drop: 2 },
  { title: "ACTIVE", value: ({ active }) => (active ? "yes" : "no"), drop: 1 },
];
