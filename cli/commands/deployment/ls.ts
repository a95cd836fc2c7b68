import { addExamples } from "#cli/examples.ts";
import { fullNames } from "#cli/find-deployment.ts";
import { findFlow } from "#cli/find-flow.ts";
import { gather, wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { idColumn, tagsColumn } from "#cli/render/runs.ts";
import { schedulesText } from "#cli/render/schedule.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";
import type { Deployment } from "#core/contract/deployments.ts";

/** `millrace deployment ls` */
export const define: Define = (command, cli) => {
  command
    .option("-f, --flow <flow>", "only deployments of this flow")
    .option("-t, --tag <tag>", "only deployments with this tag; again for all of several", gather)
    .option("-l, --limit <count>", "how many", wholeNumber(1, 200), 200)
    .option("--json", "print JSON")
    .action((options: { flow?: string; tag?: string[]; limit: number; json?: true }) =>
      cli.api(async ({ client }) => {
        const flow = options.flow === undefined ? undefined : await findFlow(client, options.flow);
        const deployments = await client.filterDeployments({
          body: {
            limit: options.limit,
            ...(options.tag && { deployments: { tags: { all_: options.tag } } }),
            ...(flow && { flows: { id: { any_: [flow.id] } } }),
          },
        });
        if (options.json) return cli.print(renderJson(deployments));
        if (deployments.length === 0)
          return cli.note('No deployments. Declare one in code, and send it: "millrace deployment create FILE".');
        const names = await fullNames(client, deployments);
        const columns: Column<Deployment>[] = [
          { title: "DEPLOYMENT", value: ({ id }) => names.get(id) ?? id, min: 14, style: () => "bold" },
          { title: "SCHEDULE", value: ({ schedules }) => schedulesText(schedules), min: 10, drop: 1 },
          { title: "QUEUE", value: (each) => each.work_queue_name ?? "by tags", min: 7, drop: 2 },
          {
            title: "STATUS",
            value: statusOf,
            min: 9,
            style: (each) => (each.paused ? "yellow" : each.status === "READY" ? "green" : "dim"),
          },
          tagsColumn as Column<Deployment>,
          idColumn(deployments),
        ];
        cli.print(renderTable(columns, deployments, cli));
      }),
    );
  addExamples(command, ["millrace deployment ls", "all"], ["millrace deployment ls --tag ml --json", "for a program"]);
};

/** Whether it schedules, and whether an agent is there. */
export function statusOf({ paused, status }: Deployment): string {
  return paused ? "paused" : status === "READY" ? "ready" : "no agent";
}
