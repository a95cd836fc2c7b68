import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import { findSchedule } from "#cli/find-schedule.ts";
import { scheduleText } from "#cli/render/schedule.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace deployment schedule delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<deployment>", "flow/name, its name alone, its id or the beginning of its id")
    .argument("<schedules...>", "their slugs, ids or the beginnings of their ids")
    .option("-y, --yes", "do not ask")
    .action((words: string, which: string[], options: { yes?: true }) =>
      cli.api(async ({ client }) => {
        const deployment = await findDeployment(client, words);
        // all are found before any is deleted
        const schedules = which.map((one) => findSchedule(deployment, one));
        await confirm(
          cli,
          options,
          `Delete ${schedules.map(({ schedule }) => `"${scheduleText(schedule)}"`).join(" and ")} of "${deployment.name}", with the runs made ahead?`,
          `millrace deployment schedule delete ${[words, ...which].map((word) => JSON.stringify(word)).join(" ")} --yes`,
        );
        for (const { id: schedule_id, schedule } of schedules) {
          await client.deleteDeploymentSchedule({ params: { id: deployment.id, schedule_id } });
          cli.print(`Deleted schedule "${scheduleText(schedule)}" of "${deployment.name}".`);
        }
      }),
    );
  addExamples(command, ["millrace deployment schedule delete train/nightly hourly", "asks first; the other schedules stay"]);
};
