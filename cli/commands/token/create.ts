import { Option } from "commander";
import { addExamples } from "#cli/examples.ts";
import { gather } from "#cli/options.ts";
import { renderJson } from "#cli/render/json.ts";
import type { Define } from "#cli/tree.ts";
import { duration } from "#cli/when.ts";
import { Role } from "#core/contract/tokens.ts";

interface Options {
  readonly role: Role;
  readonly expiresIn?: number;
  readonly workQueue?: string[];
  readonly json?: true;
}

/** `millrace token create` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "for people: who or what uses it")
    .addOption(new Option("-r, --role <role>", "what it may do").choices(Role.options).makeOptionMandatory())
    .option("-e, --expires-in <time>", "how long it works, such as 30d; default: until it is revoked", duration)
    .option("-q, --work-queue <name>", "hold an agent's token to this work queue; again for several", gather)
    .option("--json", "print JSON")
    .action((name: string, { role, expiresIn, workQueue, json }: Options) =>
      cli.api(async ({ client }) => {
        const made = await client.createToken({
          body: {
            name,
            role,
            ...(expiresIn !== undefined && { expires_in: Math.ceil(expiresIn) }),
            ...(workQueue && { work_queues: workQueue }),
          },
        });
        if (json) return cli.print(renderJson(made));
        cli.print(made.token);
        cli.note(
          `  This is the only time the token is shown. ${role === "agent" ? "Start the agent" : "Sign in"} with it: millrace cloud login`,
        );
      }),
    );
  addExamples(
    command,
    ["millrace token create ci --role member --expires-in 30d", "for a program that deploys"],
    ["millrace token create lab --role agent --work-queue gpu", "for an agent of one queue"],
    ["millrace token create eve --role viewer --json | jq -r .token", "for a script"],
  );
};
