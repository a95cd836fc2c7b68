import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { type Column, renderTable } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";
import type { BlockType } from "#core/contract/blocks.ts";

/** `millrace block type ls` */
export const define: Define = (command, cli) => {
  command.option("--json", "print JSON").action((options: { json?: true }) =>
    cli.api(async ({ client }) => {
      const types = await client.filterBlockTypes({ body: {} });
      if (options.json) return cli.print(renderJson(types));
      const slug: Column<BlockType> = { title: "TYPE", value: (type) => type.slug, min: 12, style: () => "bold" };
      const name: Column<BlockType> = { title: "NAME", value: (type) => type.name, min: 10, drop: 1 };
      const description: Column<BlockType> = { title: "DESCRIPTION", value: (type) => type.description ?? "", min: 20 };
      cli.print(renderTable([slug, name, description], types, cli));
    }),
  );
  addExamples(command, ["millrace block type ls", "those of the server, and those that users registered"]);
};
