import { openProfiles } from "#cli/commands/profile/change.ts";
import { checkFree } from "#cli/commands/profile/check.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";
import { writeProfiles } from "#sdk/settings/profiles.ts";
import { profileNamed } from "#sdk/settings/read-settings.ts";

/** `millrace profile create` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "name of the new profile")
    .option("--from <profile>", "copy the settings of this one")
    .action((name: string, options: { from?: string }) => {
      const { home, file } = openProfiles(cli.inputs);
      checkFree(file, name);
      const values = options.from === undefined ? {} : profileNamed(file, options.from);
      writeProfiles(home, { ...file, profiles: { ...file.profiles, [name]: values } });
      cli.print(`Created profile "${name}"${options.from === undefined ? "" : ` from "${options.from}"`}.`);
      cli.note(`  Use it with "millrace profile use ${name}"; fill it with "millrace --profile ${name} config set NAME=VALUE".`);
    });
  addExamples(command, ["millrace profile create prod", "an empty profile"], ["millrace profile create test --from prod", "a copy"]);
};
