import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace deployment pause` */
export const define: Define = (command, cli) => {
  command.argument("<deployments...>", "flow/name, names, ids or the beginnings of ids").action((words: string[]) =>
    cli.api(async ({ client }) => {
      const deployments = await Promise.all(words.map((word) => findDeployment(client, word)));
      for (const { id, name } of deployments) {
        await client.pauseDeployment({ params: { id } });
        cli.print(`Deployment "${name}" (${id}) is paused.`);
      }
      cli.note("Scheduled runs are removed until it is resumed; runs that have begun go on.");
    }),
  );
  addExamples(command, ["millrace deployment pause train/nightly", "no runs by schedule until it is resumed"]);
};
