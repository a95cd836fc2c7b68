import { openProfiles } from "#cli/commands/profile/change.ts";
import { checkFree } from "#cli/commands/profile/check.ts";
import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";
import { writeProfiles } from "#sdk/settings/profiles.ts";
import { profileNamed } from "#sdk/settings/read-settings.ts";

/** `millrace profile rename` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "profile to rename")
    .argument("<new-name>", "its name from now on")
    .action((name: string, newName: string) => {
      const { home, file } = openProfiles(cli.inputs);
      profileNamed(file, name);
      if (name === "default")
        throw new CliError("usage", 'The profile "default" keeps its name.', `Copy it: millrace profile create ${newName} --from default`);
      checkFree(file, newName);
      const profiles = Object.fromEntries(Object.entries(file.profiles).map(([key, values]) => [key === name ? newName : key, values]));
      writeProfiles(home, { active: file.active === name ? newName : file.active, profiles });
      cli.print(`Renamed profile "${name}" to "${newName}".`);
    });
  addExamples(command, ["millrace profile rename prod production", "it stays in use if it was"]);
};
