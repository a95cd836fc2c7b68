import { InvalidArgumentError } from "commander";
import { addExamples } from "#cli/examples.ts";
import { findWorkQueue } from "#cli/find-work-queue.ts";
import { wholeNumber } from "#cli/options.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace work-queue set-concurrency-limit` */
export const define: Define = (command, cli) => {
  command
    .argument("<queue>", "name of the queue, its id or the beginning of its id")
    .argument("<limit>", "how many of its runs may go on at once, or none", limitOrNone)
    .action((words: string, limit: number | "none") =>
      cli.api(async ({ client }) => {
        const { id, name } = await findWorkQueue(client, words);
        await client.updateWorkQueue({ params: { id }, body: { concurrency_limit: limit === "none" ? null : limit } });
        cli.print(`Work queue "${name}" (${id}) has ${limit === "none" ? "no limit" : `the limit ${limit}`}.`);
      }),
    );
  addExamples(
    command,
    ["millrace work-queue set-concurrency-limit ml 2", "two runs at once"],
    ["millrace work-queue set-concurrency-limit ml none", "as many as there are agents for"],
  );
};

function limitOrNone(text: string): number | "none" {
  if (text === "none") return "none";
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number from 0 to 500, or none.");
  return wholeNumber(0, 500)(text);
}
