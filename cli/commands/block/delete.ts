import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";
import { blockName, findBlock } from "./find.ts";

/** `millrace block delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<block>", "type/name of the block, its name, its id or the beginning of its id")
    .option("-y, --yes", "do not ask")
    .action((words: string, options: { yes?: true }) =>
      cli.api(async ({ client }) => {
        const block = await findBlock(client, words);
        await confirm(cli, options, `Delete the block ${blockName(block)} with its secrets?`, `millrace block delete ${words} --yes`);
        await client.deleteBlock({ params: { id: block.id } });
        cli.print(`Deleted block ${blockName(block)} (${block.id}).`);
      }),
    );
  addExamples(command, ["millrace block delete slack-webhook/alerts", "asks first"]);
};
