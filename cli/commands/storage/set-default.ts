import { addExamples } from "#cli/examples.ts";
import { findStorage } from "#cli/find-storage.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace storage set-default` */
export const define: Define = (command, cli) => {
  command.argument("<storage>", "name of the storage, its id or the beginning of its id").action((words: string) =>
    cli.api(async ({ client }) => {
      const storage = await findStorage(client, words);
      await client.setDefaultStorage({ params: { id: storage.id } });
      cli.print(`New results and bundles go to "${storage.name}" (${storage.location}).`);
      cli.note("  Those that are there already stay readable where they are.");
    }),
  );
  addExamples(command, ["millrace storage set-default team-bucket", "by name"]);
};
