import { changeProfile } from "#cli/commands/profile/change.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace cloud logout` */
export const define: Define = (command, cli) => {
  command.action(() => {
    let had = false;
    const profile = changeProfile(cli.inputs, (values) => {
      const { MILLRACE_API_KEY: key, ...rest } = values;
      had = key !== undefined;
      return rest;
    });
    cli.print(had ? `Removed the token from profile "${profile}".` : `Profile "${profile}" holds no token.`);
    if (had) cli.note('  The token still works for whoever has it; "millrace token revoke" ends it.');
    if (cli.inputs.env.MILLRACE_API_KEY?.trim()) cli.note("  Note: the environment variable MILLRACE_API_KEY is still set.");
  });
  addExamples(command, ["millrace cloud logout", "forget the token; the address stays"]);
};
