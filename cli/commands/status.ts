import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { renderStatus } from "#cli/render/status.ts";
import { concernsOf } from "#cli/server/concerns.ts";
import type { Define } from "#cli/tree.ts";
import { version } from "#cli/version.ts";

/** `millrace status` */
export const define: Define = (command, cli) => {
  command
    .description(
      "How the server is: versions, work queues with their backlog, agents, schedules, messages nobody could handle, what the month cost. " +
        "Exit code 0 if all is well, 1 if something needs a look.",
    )
    .option("--json", "print JSON")
    .action((options: { json?: true }) =>
      cli.api(async ({ client, url }) => {
        const status = await client.readStatus({});
        const concerns = concernsOf(status, version);
        cli.exitCode = concerns.length === 0 ? 0 : 1;
        if (options.json) return cli.print(renderJson({ ...status, cli_version: version, concerns }));
        cli.print(renderStatus({ status, concerns, version, from: url }, cli));
      }),
    );
  addExamples(command, ["millrace status", "for people"], ["millrace status --json", "for programs, with the concerns one by one"]);
};
