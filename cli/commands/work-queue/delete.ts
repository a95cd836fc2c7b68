import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import { findWorkQueue } from "#cli/find-work-queue.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace work-queue delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<queues...>", "names of the queues, their ids or the beginnings of their ids")
    .option("-y, --yes", "do not ask")
    .action((words: string[], options: { yes?: true }) =>
      cli.api(async ({ client }) => {
        // all are found before any is deleted
        const queues = await Promise.all(words.map((word) => findWorkQueue(client, word)));
        const what = queues.length === 1 ? `work queue "${queues[0]!.name}"` : `${queues.length} work queues`;
        await confirm(
          cli,
          options,
          `Delete ${what}? Runs that name it wait until there is one of that name again.`,
          `millrace work-queue delete ${words.map((word) => JSON.stringify(word)).join(" ")} --yes`,
        );
        for (const { id, name } of queues) {
          await client.deleteWorkQueue({ params: { id } });
          cli.print(`Deleted work queue "${name}" (${id}).`);
        }
      }),
    );
  addExamples(command, ["millrace work-queue delete ml", "asks first"]);
};
