import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { findFlowRun } from "#cli/find-run.ts";
import type { Define } from "#cli/tree.ts";
import { duration } from "#cli/when.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";

/** `millrace flow-run pause` */
export const define: Define = (command, cli) => {
  command
    .argument("<run>", "name of the run, its id or the beginning of its id")
    .option("--timeout <length>", "fail the run unless it is resumed within this time", duration, 86_400)
    .option("--suspend", "let its process end, and start another one when it is resumed; for runs of deployments")
    .action((words: string, options: { timeout: number; suspend?: true }) =>
      cli.api(async ({ client }) => {
        const { id, name } = await findFlowRun(client, words);
        const suspend = options.suspend === true;
        const answer = await client.setFlowRunState({
          params: { id },
          body: {
            state: {
              type: "PAUSED",
              ...(suspend && { name: "Suspended" }),
              message: "Paused from the command line.",
              state_details: { pause_timeout: formatTimestamp(cli.now() + options.timeout * 1000), pause_reschedule: suspend },
            },
          },
        });
        if (answer.status !== "ACCEPT")
          throw new CliError(
            "failed",
            `"${name}" cannot be paused. ${"reason" in answer.details ? (answer.details.reason ?? "") : ""}`.trim(),
          );
        cli.print(`Flow run "${name}" (${id}) is ${suspend ? "suspended" : "paused"}.`);
        cli.note(`Tasks that have begun end first. Let it go on: millrace flow-run resume ${name}`);
      }),
    );
  addExamples(
    command,
    ["millrace flow-run pause funny-otter", "until it is resumed, a day at most"],
    ["millrace flow-run pause funny-otter --suspend", "without keeping its process"],
  );
};
