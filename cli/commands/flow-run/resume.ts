import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { findFlowRun } from "#cli/find-run.ts";
import { gatherParameter, readParameters } from "#cli/parameters.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace flow-run resume` */
export const define: Define = (command, cli) => {
  command
    .argument("<run>", "name of the run, its id or the beginning of its id")
    .option("-i, --input <key=value>", "input the run waits for, as JSON where it reads as JSON; again for several", gatherParameter)
    .option("--inputs <file>", "a JSON file of input; that of --input goes over it")
    .action(async (words: string, options: { input?: Record<string, unknown>; inputs?: string }) => {
      const given = options.input !== undefined || options.inputs !== undefined;
      const run_input = await readParameters(options.inputs, options.input);
      await cli.api(async ({ client }) => {
        const { id, name } = await findFlowRun(client, words);
        const answer = await client.resumeFlowRun({ params: { id }, body: given ? { run_input } : {} });
        if (answer.status !== "ACCEPT")
          throw new CliError(
            "failed",
            `"${name}" cannot be resumed. ${"reason" in answer.details ? (answer.details.reason ?? "") : ""}`.trim(),
          );
        cli.print(`Flow run "${name}" (${id}) goes on.`);
      });
    });
  addExamples(
    command,
    ["millrace flow-run resume funny-otter", "goes on where it was paused"],
    ["millrace flow-run resume funny-otter -i approved=true", "with the input it asked for"],
  );
};
