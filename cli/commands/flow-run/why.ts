import { addExamples } from "#cli/examples.ts";
import { findFlowRun } from "#cli/find-run.ts";
import { renderJson } from "#cli/render/json.ts";
import { oneLine } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace flow-run why` */
export const define: Define = (command, cli) => {
  command
    .argument("<run>", "name of the run, its id or the beginning of its id")
    .option("--json", "print JSON, with a code for programs")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const { id } = await findFlowRun(client, words);
        const why = await client.readWhyWaiting({ params: { id } });
        cli.print(options.json ? renderJson(why) : oneLine(why.sentence));
      }),
    );
  addExamples(command, ["millrace flow-run why funny-otter", "why it has not started, and what to do"]);
};
