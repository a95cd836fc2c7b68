import { addExamples } from "#cli/examples.ts";
import { findWorkQueue } from "#cli/find-work-queue.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace work-queue resume` */
export const define: Define = (command, cli) => {
  command.argument("<queue>", "name of the queue, its id or the beginning of its id").action((words: string) =>
    cli.api(async ({ client }) => {
      const { id, name } = await findWorkQueue(client, words);
      await client.updateWorkQueue({ params: { id }, body: { is_paused: false } });
      cli.print(`Work queue "${name}" (${id}) is resumed.`);
    }),
  );
  addExamples(command, ["millrace work-queue resume ml", "what waited is handed out"]);
};
