import { addExamples } from "#cli/examples.ts";
import { limitName } from "#cli/limit-name.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace concurrency-limit reset` */
export const define: Define = (command, cli) => {
  command
    .description("Drop every holder of a limit. Runs that held slots go on, so more may run than the limit says until they end.")
    .argument("<name>", "name of the limit or its id; with --tag, the tag")
    .option("--tag", "the name is a tag")
    .action((words: string, options: { tag?: true }) =>
      cli.api(async ({ client }) => {
        const name = limitName(words, options);
        await client.resetConcurrencyLimit({ params: { id_or_name: name } });
        cli.print(`Reset concurrency limit "${oneLine(name)}": nobody holds a slot of it.`);
      }),
    );
  addExamples(command, ["millrace concurrency-limit reset database", "all slots are free"]);
};
