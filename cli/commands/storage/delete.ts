import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import { findStorage } from "#cli/find-storage.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace storage delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<storage>", "name of the storage, its id or the beginning of its id")
    .option("-y, --yes", "do not ask")
    .option("-f, --force", "also if it is the default one")
    .action((words: string, options: { yes?: true; force?: true }) =>
      cli.api(async ({ client }) => {
        const storage = await findStorage(client, words);
        const question = `Forget the storage "${storage.name}"? Results in it cannot be read any more, though they stay at ${storage.location}.`;
        // what would be refused is not asked about
        if (!storage.is_default || options.force) await confirm(cli, options, question, `millrace storage delete ${words} --yes`);
        await client.deleteStorage({ params: { id: storage.id }, query: { force: options.force ? "true" : "false" } });
        cli.print(`Deleted storage "${storage.name}" (${storage.id}). What it holds is still at ${storage.location}.`);
      }),
    );
  addExamples(
    command,
    ["millrace storage delete old-bucket", "asks first"],
    ["millrace storage delete team-bucket --force --yes", "also the default one; new results stay with the server"],
  );
};
