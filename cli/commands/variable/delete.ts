import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace variable delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "name of the variable")
    .option("-y, --yes", "do not ask")
    .action((name: string, options: { yes?: true }) =>
      cli.api(async ({ client }) => {
        await client.readVariableByName({ params: { name } });
        await confirm(cli, options, `Delete the variable "${name}"?`, `millrace variable delete ${name} --yes`);
        await client.deleteVariableByName({ params: { name } });
        cli.print(`Deleted variable "${name}".`);
      }),
    );
  addExamples(command, ["millrace variable delete days", "asks first"]);
};
