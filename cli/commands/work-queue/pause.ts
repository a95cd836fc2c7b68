import { addExamples } from "#cli/examples.ts";
import { findWorkQueue } from "#cli/find-work-queue.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace work-queue pause` */
export const define: Define = (command, cli) => {
  command.argument("<queue>", "name of the queue, its id or the beginning of its id").action((words: string) =>
    cli.api(async ({ client }) => {
      const { id, name } = await findWorkQueue(client, words);
      await client.updateWorkQueue({ params: { id }, body: { is_paused: true } });
      cli.print(`Work queue "${name}" (${id}) is paused.`);
      cli.note("It hands out nothing until it is resumed; runs that have begun go on.");
    }),
  );
  addExamples(command, ["millrace work-queue pause ml", "for maintenance, say"]);
};
