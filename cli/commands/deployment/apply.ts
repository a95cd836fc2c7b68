import { readManifest } from "#cli/deploy/manifest.ts";
import { send } from "#cli/deploy/send.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";
import { report } from "./create.ts";

/** `millrace deployment apply` */
export const define: Define = (command, cli) => {
  command
    .argument("<manifest>", "manifest that `millrace deployment build` wrote, edited or not")
    .option("--json", "print JSON: each deployment, with `outcome`")
    .action(async (path: string, options: { json?: true }) => {
      const prepared = await readManifest(path);
      await cli.api(async (connection) => report(cli, connection, await send(cli, connection, prepared), options.json === true));
    });
  addExamples(command, ["millrace deployment apply pipeline.deployments.json", "what was built, without its sources"]);
};
