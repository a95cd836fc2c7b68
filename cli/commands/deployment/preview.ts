import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import { wholeNumber } from "#cli/options.ts";
import { fireTimesTable, nextFireTimes } from "#cli/render/fire-times.ts";
import { renderJson } from "#cli/render/json.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace deployment preview` */
export const define: Define = (command, cli) => {
  command
    .argument("<deployment>", "flow/name, its name alone, its id or the beginning of its id")
    .option("-n, --count <count>", "how many times", wholeNumber(1, 100), 10)
    .option("--json", "print JSON: a list of times in UTC")
    .action((words: string, options: { count: number; json?: true }) =>
      cli.api(async ({ client }) => {
        const deployment = await findDeployment(client, words);
        const times = await nextFireTimes(client, deployment.schedules, options.count);
        if (options.json) return cli.print(renderJson(times.map(({ time }) => time)));
        if (times.length === 0)
          return cli.note(`It has no schedule. Give it one: millrace deployment set-schedule "${words}" --interval 5m`);
        cli.print(fireTimesTable(times, cli.now(), cli));
        if (deployment.paused) cli.note(`It is paused, so none of them will run. Resume it: millrace deployment resume "${words}"`);
      }),
    );
  addExamples(command, ["millrace deployment preview train/nightly", "the next 10 times, in UTC and here"]);
};
