import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import { gather } from "#cli/options.ts";
import { gatherParameter, readParameters } from "#cli/parameters.ts";
import { renderJson } from "#cli/render/json.ts";
import { runLink } from "#cli/render/links.ts";
import type { Define } from "#cli/tree.ts";
import { watchRun, whyWaiting } from "#cli/watch-run.ts";
import { pointInTime } from "#cli/when.ts";

interface Options {
  readonly param?: Record<string, unknown>;
  readonly params?: string;
  readonly at?: string;
  readonly name?: string;
  readonly tag?: string[];
  readonly watch?: true;
  readonly json?: true;
}

/** `millrace deployment run` */
export const define: Define = (command, cli) => {
  command
    .argument("<deployment>", "flow/name, its name alone, its id or the beginning of its id")
    .option("--param <key=value>", "a parameter, as JSON where it reads as JSON; again for several", gatherParameter)
    .option("--params <file>", "a JSON file of parameters; those of --param go over it")
    .option(
      "--at <time>",
      "when it is due: ISO 8601 (local without an offset), or such as `in 10m`",
      pointInTime(() => cli.now()),
    )
    .option("--name <name>", "name of the run")
    .option("-t, --tag <tag>", "a tag, beside those of the deployment; again for several", gather)
    .option("-w, --watch", "show progress and log lines until it ends; exit code 0 completed, 1 failed or crashed, 130 cancelled")
    .option("--json", "print JSON: the run, with --watch as it ended")
    .action(async (words: string, options: Options) => {
      const parameters = await readParameters(options.params, options.param);
      await cli.api(async (connection) => {
        const { client, consoleUrl } = connection;
        const deployment = await findDeployment(client, words);
        const run = await client.createDeploymentRun({
          params: { id: deployment.id },
          body: {
            parameters,
            tags: options.tag ?? [],
            ...(options.name !== undefined && { name: options.name }),
            ...(options.at !== undefined && { state: { type: "SCHEDULED", state_details: { scheduled_time: options.at } } }),
          },
        });
        if (!options.json) cli.print(`Created flow run "${run.name}" (${run.id}).`);
        if (options.watch) {
          const quiet = options.json ? { ...cli, print: cli.note } : cli;
          const last = await watchRun(quiet, connection, run);
          cli.exitCode = quiet.exitCode;
          if (options.json) cli.print(renderJson(last));
          return;
        }
        if (options.json) return cli.print(renderJson(run));
        const why = await whyWaiting(client, run.id);
        if (why !== undefined) cli.note(why);
        const link = runLink(consoleUrl, run.id);
        cli.note(link ?? `Watch it: millrace flow-run logs ${run.name} --follow`);
      });
    });
  addExamples(
    command,
    ["millrace deployment run train/nightly --watch", "now, shown until it ends"],
    ["millrace deployment run train/nightly --param trees=20 --param day=2026-11-23", "with parameters"],
    ['millrace deployment run train/nightly --at "in 10m"', "later"],
  );
};
