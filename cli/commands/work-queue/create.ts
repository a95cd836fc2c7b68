import { addExamples } from "#cli/examples.ts";
import { findDeployment } from "#cli/find-deployment.ts";
import { gather, wholeNumber } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import { agentCommand, filterText } from "#cli/render/work-queues.ts";
import type { Define } from "#cli/tree.ts";

interface Options {
  readonly tag?: string[];
  readonly deployment?: string[];
  readonly limit?: number;
  readonly priority: number;
  readonly description?: string;
  readonly paused?: true;
  readonly json?: true;
}

/** `millrace work-queue create` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "name of the queue; deployments and agents know it by that")
    .option("-t, --tag <tag>", "take only runs with this tag; again for all of several", gather)
    .option("-d, --deployment <deployment>", "take only runs of this deployment; again for any of several", gather)
    .option("-l, --limit <count>", "how many of its runs may go on at once", wholeNumber(0, 500))
    .option("--priority <number>", "1 is served first", wholeNumber(1, 10_000), 1)
    .option("--description <text>", "what it is for")
    .option("--paused", "hand out nothing until it is resumed")
    .option("--json", "print JSON")
    .action((name: string, options: Options) =>
      cli.api(async ({ client }) => {
        const deployments = await Promise.all((options.deployment ?? []).map((words) => findDeployment(client, words)));
        const queue = await client.createWorkQueue({
          body: {
            name,
            priority: options.priority,
            is_paused: options.paused === true,
            filter: {
              ...(options.tag && { tags: options.tag }),
              ...(deployments.length > 0 && { deployment_ids: deployments.map(({ id }) => id) }),
            },
            ...(options.limit !== undefined && { concurrency_limit: options.limit }),
            ...(options.description !== undefined && { description: options.description }),
          },
        });
        if (options.json) return cli.print(renderJson(queue));
        const names = new Map(deployments.map((deployment) => [deployment.id, deployment.name]));
        cli.print(`Created work queue "${queue.name}" (${queue.id}); it takes ${filterText(queue, names)}.`);
        cli.note("Start an agent for it, here or on any machine that reaches the API:");
        cli.print(agentCommand(queue));
      }),
    );
  addExamples(
    command,
    ["millrace work-queue create ml --tag ml", "runs with the tag ml"],
    ["millrace work-queue create gpu --limit 2 --priority 1", "two at once, before other queues"],
    ["millrace work-queue create nightly --deployment train/nightly", "runs of one deployment"],
  );
};
