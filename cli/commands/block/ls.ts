import { addExamples } from "#cli/examples.ts";
import { wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { idColumn } from "#cli/render/runs.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import { relativeTime } from "#cli/render/time.ts";
import type { Define } from "#cli/tree.ts";
import type { BlockDocument } from "#core/contract/blocks.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import { blockName } from "./find.ts";

/** `millrace block ls` */
export const define: Define = (command, cli) => {
  command
    .option("--type <slug>", "only blocks of this type")
    .option("-l, --limit <count>", "how many", wholeNumber(1, 200), 50)
    .option("--json", "print JSON")
    .action(({ type, limit, json }: { type?: string; limit: number; json?: true }) =>
      cli.api(async ({ client }) => {
        const blocks = await client.filterBlocks({
          body: { limit, sort: "BLOCK_TYPE_AND_NAME_ASC", ...(type !== undefined && { block_types: { slug: { any_: [type] } } }) },
        });
        if (json) return cli.print(renderJson(blocks));
        if (blocks.length === 0)
          return cli.note('No blocks. "millrace storage create" makes one of a storage; "millrace block type ls" lists what there can be.');
        const now = cli.now();
        const name: Column<BlockDocument> = { title: "BLOCK", value: blockName, min: 14, style: () => "bold" };
        const kind: Column<BlockDocument> = { title: "TYPE", value: (block) => block.block_type_name ?? "", min: 10, drop: 1 };
        const updated: Column<BlockDocument> = {
          title: "UPDATED",
          value: (block) => relativeTime(parseTimestamp(block.updated), now),
          min: 9,
          drop: 2,
        };
        cli.print(renderTable([name, kind, updated, idColumn(blocks)], blocks, cli));
      }),
    );
  addExamples(command, ["millrace block ls", "by type and name"], ["millrace block ls --type s3-bucket --json", "for a program"]);
};
