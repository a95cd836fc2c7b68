import { addExamples } from "#cli/examples.ts";
import { section, valuesText } from "#cli/render/details.ts";
import { renderJson } from "#cli/render/json.ts";
import { timeAndAge } from "#cli/render/runs.ts";
import { renderPairs } from "#cli/render/table.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";
import { blockName, findBlock } from "./find.ts";

/** `millrace block inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<block>", "type/name of the block, its name, its id or the beginning of its id")
    .option("--json", "print JSON")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const block = await findBlock(client, words);
        if (options.json) return cli.print(renderJson(block));
        const now = cli.now();
        const pairs = [
          ["Block", cli.paint("bold", oneLine(blockName(block)))],
          ["ID", block.id],
          ["Type", oneLine(block.block_type_name ?? "")],
          ["Created", timeAndAge(block.created, now)],
          ["Updated", timeAndAge(block.updated, now)],
        ] as const;
        cli.print(renderPairs(pairs, cli.paint));
        cli.print(section("Data", valuesText(block.data, cli.width - 2) || "none", cli.paint));
      }),
    );
  addExamples(command, ["millrace block inspect slack-webhook/alerts", "by type and name"]);
};
