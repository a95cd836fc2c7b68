import { changeProfile } from "#cli/commands/profile/change.ts";
import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace config unset NAME…` */
export const define: Define = (command, cli) => {
  command.argument("<names...>", "settings to remove from the profile").action((names: string[]) => {
    const profile = changeProfile(cli.inputs, (values, profile) => {
      // an unknown name that is stored (an older version wrote it) can be removed as well
      const missing = names.find((name) => !Object.hasOwn(values, name));
      if (missing !== undefined) {
        throw new CliError(
          "notFound",
          `${missing} is not set in profile "${profile}".`,
          `It holds ${Object.keys(values).join(", ") || "nothing"}; "millrace config view" shows where every value comes from.`,
        );
      }
      return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
    });
    for (const name of names) {
      cli.print(`Removed ${name} from profile "${profile}".`);
      if (cli.inputs.env[name]?.trim()) cli.note(`  Note: the environment variable ${name} is still set.`);
    }
  });
  addExamples(command, ["millrace config unset MILLRACE_API_URL", "back to this machine's own data"]);
};
