import { addExamples } from "#cli/examples.ts";
import { findFlowRun } from "#cli/find-run.ts";
import type { Define } from "#cli/tree.ts";
import { watchRun, whyWaiting } from "#cli/watch-run.ts";

/** `millrace flow-run retry` */
export const define: Define = (command, cli) => {
  command
    .argument("<run>", "name of the run, its id or the beginning of its id")
    .option("--from-scratch", "also run again the tasks that completed")
    .option("-w, --watch", "show progress and log lines until it ends")
    .action((words: string, options: { fromScratch?: true; watch?: true }) =>
      cli.api(async (connection) => {
        const { client } = connection;
        const { id } = await findFlowRun(client, words);
        const run = await client.retryFlowRun({ params: { id }, body: { from_scratch: options.fromScratch === true } });
        const how = options.fromScratch ? "from scratch" : "from what did not complete";
        cli.print(`Flow run "${run.name}" (${run.id}) runs again, ${how}.`);
        if (options.watch) return void (await watchRun(cli, connection, run));
        const why = await whyWaiting(client, id);
        if (why !== undefined) cli.note(why);
      }),
    );
  addExamples(
    command,
    ["millrace flow-run retry funny-otter", "tasks whose results were kept are not run again"],
    ["millrace flow-run retry funny-otter --from-scratch --watch", "all of it, shown until it ends"],
  );
};
