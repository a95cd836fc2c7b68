import { addExamples } from "#cli/examples.ts";
import { findNotification } from "#cli/find-notification.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace notification pause` */
export const define: Define = (command, cli) => {
  command.argument("<notification>", "its name, its id or the beginning of its id").action((words: string) =>
    cli.api(async ({ client }) => {
      const { id, name } = await findNotification(client, words);
      await client.updateNotification({ params: { id }, body: { is_paused: true } });
      cli.print(`Paused notification "${name}".`);
    }),
  );
  addExamples(command, ["millrace notification pause failures", "nobody is told until it is resumed"]);
};
