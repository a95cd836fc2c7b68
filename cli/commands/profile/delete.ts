import { openProfiles } from "#cli/commands/profile/change.ts";
import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";
import { writeProfiles } from "#sdk/settings/profiles.ts";
import { profileNamed } from "#sdk/settings/read-settings.ts";

/** `millrace profile delete` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "profile to delete; default is emptied instead")
    .option("-y, --yes", "do not ask")
    .action(async (name: string, options: { yes?: true }) => {
      const { home, file } = openProfiles(cli.inputs);
      const count = Object.keys(profileNamed(file, name)).length;
      await confirm(
        cli,
        options,
        `Delete profile "${name}" with its ${count} setting${count === 1 ? "" : "s"}?`,
        `millrace profile delete ${name} --yes`,
      );
      const { [name]: _gone, ...rest } = file.profiles;
      const active = file.active === name ? "default" : file.active;
      writeProfiles(home, { active, profiles: name === "default" ? { ...file.profiles, default: {} } : rest });
      cli.print(name === "default" ? 'Emptied profile "default".' : `Deleted profile "${name}".`);
      if (active !== file.active) cli.note('  Profile "default" is now in use.');
    });
  addExamples(command, ["millrace profile delete test", "asks first"], ["millrace profile delete test --yes", "does not ask"]);
};
