import { addExamples } from "#cli/examples.ts";
import { withoutDefault } from "#cli/render/storages.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace storage clear-default` */
export const define: Define = (command, cli) => {
  command.action(() =>
    cli.api(async ({ client }) => {
      await client.clearDefaultStorage({});
      cli.print(`No storage is the default one. ${withoutDefault(await client.listStorages({}))}`);
    }),
  );
  addExamples(command, ["millrace storage clear-default", "storages stay, and what they hold stays readable"]);
};
