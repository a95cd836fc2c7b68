import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import { limitName } from "#cli/limit-name.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace concurrency-limit delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "name of the limit or its id; with --tag, the tag")
    .option("--tag", "the name is a tag")
    .option("-y, --yes", "do not ask")
    .action((words: string, options: { tag?: true; yes?: true }) =>
      cli.api(async ({ client }) => {
        const params = { id_or_name: limitName(words, options) };
        const { name } = await client.readConcurrencyLimitV2({ params });
        const question = `Delete concurrency limit "${oneLine(name)}"? Nobody is held back by it any more.`;
        await confirm(cli, options, question, `millrace concurrency-limit delete ${words} --yes`);
        await client.deleteConcurrencyLimitV2({ params });
        cli.print(`Deleted concurrency limit "${oneLine(name)}".`);
      }),
    );
  addExamples(command, ["millrace concurrency-limit delete database", "asks first"]);
};
