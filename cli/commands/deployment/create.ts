import type { Cli } from "#cli/cli.ts";
import { prepare } from "#cli/deploy/prepare.ts";
import { type Sent, send } from "#cli/deploy/send.ts";
import { whereabouts } from "#cli/deploy/whereabouts.ts";
import { addExamples } from "#cli/examples.ts";
import { gather } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import type { Define } from "#cli/tree.ts";
import type { Connection } from "#sdk/api/connect.ts";

/** `millrace deployment create` */
export const define: Define = (command, cli) => {
  command
    .argument("<file>", "file that defines flows and declares deployments of them")
    .option("--external <package>", "leave a package out of the bundle; again for several", gather)
    .option("--json", "print JSON: each deployment, with `outcome`")
    .action(async (file: string, options: { external?: string[]; json?: true }) => {
      const prepared = await prepare(cli, file, options.external);
      await cli.api(async (connection) => report(cli, connection, await send(cli, connection, prepared), options.json === true));
    });
  addExamples(
    command,
    ["millrace deployment create pipeline.ts", "all deployments of the file; again after each change"],
    ["millrace deployment create pipeline.ts --external sharp", "without a package that has native code"],
  );
};

/** Says what became of the deployments, where their code is, and how to go on. */
export async function report(cli: Cli, connection: Connection, sent: readonly Sent[], json: boolean): Promise<void> {
  if (json) return cli.print(renderJson(sent.map(({ outcome, deployment }) => ({ ...deployment, outcome }))));
  const [first] = sent;
  if (first === undefined) return;
  for (const { fullName, outcome, deployment } of sent) cli.print(`${fullName}  ${outcome}  ${deployment.id}`);
  const key = first.deployment.bundle?.key;
  if (key !== undefined) cli.note(await whereabouts(connection, key));
  cli.note(`Run it: millrace deployment run "${first.fullName}" --watch`);
}
