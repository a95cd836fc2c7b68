import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { safe } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace variable get` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "name of the variable")
    .option("--json", "print JSON: the variable with its id, tags and times")
    .action((name: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const variable = await client.readVariableByName({ params: { name } });
        if (options.json) return cli.print(renderJson(variable));
        cli.print(typeof variable.value === "string" ? safe(variable.value) : renderJson(variable.value));
      }),
    );
  addExamples(command, ["millrace variable get days", "its value alone: text as it is, all else as JSON"]);
};
