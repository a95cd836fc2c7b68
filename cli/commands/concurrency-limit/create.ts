import { addExamples } from "#cli/examples.ts";
import { decay, limitName } from "#cli/limit-name.ts";
import { wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace concurrency-limit create` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "name of the limit; with --tag, the tag it limits")
    .requiredOption("-l, --limit <slots>", "how many slots there are", wholeNumber(0, 1_000_000))
    .option("--tag", "limit what has this tag (the limit is named tag:<name>)")
    .option("--decay <slots>", "make it a rate limit: so many slots come back each second", decay)
    .option("--json", "print JSON")
    .action((words: string, options: { limit: number; tag?: true; decay?: number; json?: true }) =>
      cli.api(async ({ client }) => {
        const name = limitName(words, options);
        const made = await client.createConcurrencyLimitV2({
          body: { name, limit: options.limit, slot_decay_per_second: options.decay ?? 0 },
        });
        if (options.json) return cli.print(renderJson(made));
        const rate = made.slot_decay_per_second > 0 ? `, ${made.slot_decay_per_second} coming back each second` : "";
        cli.print(`Created concurrency limit "${oneLine(name)}" with ${made.limit} ${made.limit === 1 ? "slot" : "slots"}${rate}.`);
      }),
    );
  addExamples(
    command,
    ["millrace concurrency-limit create database --limit 5", "five slots for those who ask for them by name"],
    ["millrace concurrency-limit create gpu --tag --limit 1", "one at a time of what has the tag gpu"],
    ["millrace concurrency-limit create api --limit 10 --decay 2", "bursts of ten, two a second on average"],
  );
};
