import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { idColumn } from "#cli/render/runs.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import { relativeTime } from "#cli/render/time.ts";
import { filterText, queueStatus } from "#cli/render/work-queues.ts";
import type { Define } from "#cli/tree.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { WorkQueue } from "#core/contract/work-queues.ts";

/** `millrace work-queue ls` */
export const define: Define = (command, cli) => {
  command.option("--json", "print JSON").action((options: { json?: true }) =>
    cli.api(async ({ client }) => {
      const queues = await client.filterWorkQueues({ body: {} });
      if (options.json) return cli.print(renderJson(queues));
      if (queues.length === 0) return cli.note('No work queues. Create one: "millrace work-queue create default".');
      const now = cli.now();
      const columns: Column<WorkQueue>[] = [
        { title: "QUEUE", value: ({ name }) => name, min: 10, style: () => "bold" },
        {
          title: "STATUS",
          value: queueStatus,
          min: 8,
          style: ({ status }) => (status === "READY" ? "green" : status === "PAUSED" ? "yellow" : "dim"),
        },
        { title: "TAKES", value: (queue) => filterText(queue), min: 12 },
        { title: "PRIORITY", value: ({ priority }) => String(priority), align: "right", drop: 3 },
        {
          title: "LIMIT",
          value: (queue) => (queue.concurrency_limit === null ? "–" : String(queue.concurrency_limit)),
          align: "right",
          drop: 2,
        },
        {
          title: "POLLED",
          value: (queue) => (queue.last_polled === null ? "never" : relativeTime(parseTimestamp(queue.last_polled), now)),
          min: 7,
          drop: 1,
        },
        idColumn(queues),
      ];
      cli.print(renderTable(columns, queues, cli));
    }),
  );
  addExamples(command, ["millrace work-queue ls", "by priority"]);
};
