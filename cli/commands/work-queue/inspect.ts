import { addExamples } from "#cli/examples.ts";
import { findWorkQueue } from "#cli/find-work-queue.ts";
import { section } from "#cli/render/details.ts";
import { renderJson } from "#cli/render/json.ts";
import { durationColumn, idColumn, startedColumn, stateColumn, timeAndAge } from "#cli/render/runs.ts";
import { type Column, renderPairs, renderTable } from "#cli/render/table.ts";
import { oneLine } from "#cli/render/text.ts";
import { agentCommand, filterText, queueStatus } from "#cli/render/work-queues.ts";
import type { Define } from "#cli/tree.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";

/** `millrace work-queue inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<queue>", "name of the queue, its id or the beginning of its id")
    .option("--json", "print JSON: the queue, with `health` and `concurrency`")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const queue = await findWorkQueue(client, words);
        const [health, concurrency] = await Promise.all([
          client.readWorkQueueStatus({ params: { id: queue.id } }),
          client.readWorkQueueConcurrency({ params: { id: queue.id } }),
        ]);
        if (options.json) return cli.print(renderJson({ ...queue, health, concurrency }));
        const { concurrency_limit: limit } = queue;
        const now = cli.now();
        const pairs = [
          ["Work queue", cli.paint("bold", oneLine(queue.name))],
          ["ID", queue.id],
          ["Description", oneLine(queue.description) || undefined],
          ["Status", queueStatus(queue)],
          ["Takes", filterText(queue)],
          ["Priority", String(queue.priority)],
          ["Limit", limit === null ? "none" : `${concurrency.active_slots} of ${limit} slots taken`],
          ["Polled", timeAndAge(queue.last_polled, now) ?? "never"],
          ["Late runs", health.late_runs_count === 0 ? undefined : String(health.late_runs_count)],
        ] as const;
        cli.print(renderPairs(pairs, cli.paint));
        const { runs } = concurrency;
        const name: Column<FlowRun> = { title: "RUN", value: (run) => run.name, min: 10 };
        const inner = { width: cli.width - 2, paint: cli.paint };
        if (runs.length > 0)
          cli.print(
            section(
              "Runs that hold its slots",
              renderTable([name, stateColumn, startedColumn(now), durationColumn, idColumn(runs)], runs, inner),
              cli.paint,
            ),
          );
        if (queue.status === "NOT_READY") cli.note(`\nNo agent has polled it in the last minute. Start one: ${agentCommand(queue)}`);
      }),
    );
  addExamples(command, ["millrace work-queue inspect ml", "its health, and which runs hold its slots"]);
};
