import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace deployment resume` */
export const define: Define = (command, cli) => {
  command.argument("<deployments...>", "flow/name, names, ids or the beginnings of ids").action((words: string[]) =>
    cli.api(async ({ client }) => {
      const deployments = await Promise.all(words.map((word) => findDeployment(client, word)));
      for (const { id, name } of deployments) {
        await client.resumeDeployment({ params: { id } });
        cli.print(`Deployment "${name}" (${id}) is resumed.`);
      }
    }),
  );
  addExamples(command, ["millrace deployment resume train/nightly", "scheduled again"]);
};
