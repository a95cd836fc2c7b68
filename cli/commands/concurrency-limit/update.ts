import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { decay, limitName } from "#cli/limit-name.ts";
import { wholeNumber } from "#cli/options.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace concurrency-limit update` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "name of the limit or its id; with --tag, the tag")
    .option("-l, --limit <slots>", "how many slots there are", wholeNumber(0, 1_000_000))
    .option("--decay <slots>", "so many slots come back each second; 0 makes it no rate limit", decay)
    .option("--on", "hold others back again")
    .option("--off", "hold nobody back until it is on again")
    .option("--tag", "the name is a tag")
    .action((words: string, options: { limit?: number; decay?: number; on?: true; off?: true; tag?: true }) =>
      cli.api(async ({ client }) => {
        const { limit, decay: rate, on, off } = options;
        if (on && off) throw new CliError("usage", "A limit cannot be both on and off.", "Give --on or --off.");
        if (limit === undefined && rate === undefined && !on && !off)
          throw new CliError("usage", "Nothing to change was given.", "Give --limit, --decay, --on or --off.");
        const name = limitName(words, options);
        await client.updateConcurrencyLimitV2({
          params: { id_or_name: name },
          body: {
            ...(limit !== undefined && { limit }),
            ...(rate !== undefined && { slot_decay_per_second: rate }),
            ...((on || off) && { active: on === true }),
          },
        });
        cli.print(`Changed concurrency limit "${oneLine(name)}".`);
      }),
    );
  addExamples(command, ["millrace concurrency-limit update database --limit 10", "from now on"]);
};
