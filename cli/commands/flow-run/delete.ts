import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import { findFlowRun } from "#cli/find-run.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace flow-run delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<runs...>", "names of the runs, their ids or the beginnings of their ids")
    .option("-y, --yes", "do not ask")
    .action((words: string[], options: { yes?: true }) =>
      cli.api(async ({ client }) => {
        // all are found before any is deleted
        const runs = await Promise.all(words.map((word) => findFlowRun(client, word)));
        const what = runs.length === 1 ? `flow run "${runs[0]!.name}"` : `${runs.length} flow runs`;
        await confirm(
          cli,
          options,
          `Delete ${what} with all task runs and log lines?`,
          `millrace flow-run delete ${words.join(" ")} --yes`,
        );
        for (const run of runs) {
          await client.deleteFlowRun({ params: { id: run.id } });
          cli.print(`Deleted flow run "${run.name}" (${run.id}).`);
        }
      }),
    );
  addExamples(
    command,
    ["millrace flow-run delete funny-otter", "asks first"],
    ["millrace flow-run delete funny-otter brave-lynx --yes", "does not ask"],
  );
};
