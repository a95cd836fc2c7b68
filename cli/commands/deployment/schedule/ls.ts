import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import { renderJson } from "#cli/render/json.ts";
import { catchUpText, scheduleText } from "#cli/render/schedule.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";
import type { DeploymentSchedule } from "#core/contract/deployments.ts";

/** `millrace deployment schedule ls` */
export const define: Define = (command, cli) => {
  command
    .argument("<deployment>", "flow/name, its name alone, its id or the beginning of its id")
    .option("--json", "print JSON")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const { schedules, paused } = await findDeployment(client, words);
        if (options.json) return cli.print(renderJson(schedules));
        if (schedules.length === 0)
          return cli.note(`It has no schedule. Give it one: millrace deployment set-schedule "${words}" --interval 5m`);
        cli.print(renderTable(columns, schedules, cli));
        if (paused) cli.note(`The deployment is paused, so none of them fires. Resume it: millrace deployment resume "${words}"`);
      }),
    );
  addExamples(command, ["millrace deployment schedule ls train/nightly", "with the ids that the other commands take"]);
};

const columns: readonly Column<DeploymentSchedule>[] = [
  { title: "ID", value: ({ id }) => id.slice(0, 8), min: 8 },
  { title: "SLUG", value: ({ slug }) => (slug === null ? "–" : oneLine(slug)), min: 4, drop: 3 },
  { title: "SCHEDULE", value: ({ schedule }) => scheduleText(schedule), min: 12, style: () => "bold" },
  { title: "STATUS", value: ({ active }) => (active ? "active" : "paused"), min: 6 },
  { title: "OVERLAP", value: ({ overlap }) => overlap, min: 5, drop: 2 },
  { title: "CATCH UP", value: catchUpText, min: 4, drop: 1 },
];
