import { addExamples } from "#cli/examples.ts";
import { flowNames } from "#cli/find-flow.ts";
import { findWorkQueue } from "#cli/find-work-queue.ts";
import { wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { idColumn, stateColumn, tagsColumn } from "#cli/render/runs.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import { localTime, relativeTime } from "#cli/render/time.ts";
import type { Define } from "#cli/tree.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";

/** `millrace work-queue preview` */
export const define: Define = (command, cli) => {
  command
    .argument("<queue>", "name of the queue, its id or the beginning of its id")
    .option("--hours <count>", "how far ahead", wholeNumber(1, 2400), 1)
    .option("-l, --limit <count>", "how many runs", wholeNumber(1, 200), 50)
    .option("--json", "print JSON")
    .action((words: string, options: { hours: number; limit: number; json?: true }) =>
      cli.api(async ({ client }) => {
        const queue = await findWorkQueue(client, words);
        const now = cli.now();
        const runs = await client.getWorkQueueRuns({
          params: { id: queue.id },
          body: { limit: options.limit, scheduled_before: formatTimestamp(now + options.hours * 3_600_000) },
        });
        if (options.json) return cli.print(renderJson(runs));
        const hours = options.hours === 1 ? "hour" : `${options.hours} hours`;
        if (queue.is_paused)
          return cli.note(`It is paused, so it hands out nothing. Resume it: millrace work-queue resume "${queue.name}"`);
        if (runs.length === 0)
          return cli.note(
            `It would hand out nothing in the next ${hours}. Look further with --hours, or see what waits: millrace flow-run ls --state scheduled`,
          );
        const names = await flowNames(
          client,
          runs.map(({ flow_id }) => flow_id),
        );
        const due = ({ next_scheduled_start_time: at, expected_start_time }: FlowRun) =>
          parseTimestamp((at ?? expected_start_time) as string);
        const columns: Column<FlowRun>[] = [
          { title: "RUN", value: (run) => run.name, min: 10, style: () => "bold" },
          { title: "FLOW", value: (run) => names.get(run.flow_id) ?? "–", min: 8, drop: 1 },
          { title: "DUE", value: (run) => relativeTime(due(run), now), min: 6 },
          { title: "LOCAL TIME", value: (run) => localTime(due(run)).slice(0, 19), min: 19, drop: 2 },
          stateColumn as Column<FlowRun>,
          tagsColumn as Column<FlowRun>,
          idColumn(runs),
        ];
        cli.print(renderTable(columns, runs, cli));
      }),
    );
  addExamples(command, [
    "millrace work-queue preview ml --hours 12",
    "the runs of the next twelve hours, in the order they are handed out",
  ]);
};
