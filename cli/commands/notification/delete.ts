import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import { findNotification } from "#cli/find-notification.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace notification delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<notification>", "its name, its id or the beginning of its id")
    .option("-y, --yes", "do not ask")
    .action((words: string, options: { yes?: true }) =>
      cli.api(async ({ client }) => {
        const { id, name } = await findNotification(client, words);
        await confirm(cli, options, `Delete notification "${name}" with its history?`, `millrace notification delete ${words} --yes`);
        await client.deleteNotification({ params: { id } });
        cli.print(`Deleted notification "${name}" (${id}).`);
      }),
    );
  addExamples(command, ["millrace notification delete failures", "asks first"]);
};
