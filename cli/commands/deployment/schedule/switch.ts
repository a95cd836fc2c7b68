import { findDeployment } from "#cli/find-deployment.ts";
import { findSchedule } from "#cli/find-schedule.ts";
import { scheduleText } from "#cli/render/schedule.ts";
import type { Define } from "#cli/tree.ts";

/** A command that lets schedules of a deployment fire, or no longer. */
export function switches(active: boolean): Define {
  return (command, cli) => {
    command
      .argument("<deployment>", "flow/name, its name alone, its id or the beginning of its id")
      .argument("<schedules...>", "their slugs, ids or the beginnings of their ids")
      .action((words: string, which: string[]) =>
        cli.api(async ({ client }) => {
          const deployment = await findDeployment(client, words);
          // all are found before any is changed
          for (const { id: schedule_id, schedule } of which.map((one) => findSchedule(deployment, one))) {
            await client.updateDeploymentSchedule({ params: { id: deployment.id, schedule_id }, body: { active } });
            cli.print(`Schedule "${scheduleText(schedule)}" of "${deployment.name}" is ${active ? "resumed" : "paused"}.`);
          }
          if (active && deployment.paused)
            cli.note(`The deployment itself is paused, so it makes no runs. Resume it: millrace deployment resume "${words}"`);
        }),
      );
  };
}
