import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace deployment delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<deployments...>", "flow/name, names, ids or the beginnings of ids")
    .option("-y, --yes", "do not ask")
    .action((words: string[], options: { yes?: true }) =>
      cli.api(async ({ client }) => {
        // all are found before any is deleted
        const deployments = await Promise.all(words.map((word) => findDeployment(client, word)));
        const what = deployments.length === 1 ? `deployment "${deployments[0]!.name}"` : `${deployments.length} deployments`;
        await confirm(
          cli,
          options,
          `Delete ${what} with its scheduled runs? Runs that were started stay.`,
          `millrace deployment delete ${words.map((word) => JSON.stringify(word)).join(" ")} --yes`,
        );
        for (const { id, name } of deployments) {
          await client.deleteDeployment({ params: { id } });
          cli.print(`Deleted deployment "${name}" (${id}).`);
        }
      }),
    );
  addExamples(command, ["millrace deployment delete train/nightly", "asks first"]);
};
