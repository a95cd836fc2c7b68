import { openProfiles } from "#cli/commands/profile/change.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";
import { writeProfiles } from "#sdk/settings/profiles.ts";
import { profileNamed } from "#sdk/settings/read-settings.ts";

/** `millrace profile use` */
export const define: Define = (command, cli) => {
  command.argument("<name>", "profile to use from now on").action((name: string) => {
    const { home, file } = openProfiles(cli.inputs);
    const values = profileNamed(file, name);
    writeProfiles(home, { ...file, active: name });
    cli.print(`Profile "${name}" is now in use; its API is ${values.MILLRACE_API_URL ?? "this machine"}.`);
    const variable = cli.inputs.env.MILLRACE_PROFILE?.trim();
    if (variable && variable !== name) cli.note(`  Note: the environment variable MILLRACE_PROFILE=${variable} counts before this.`);
  });
  addExamples(
    command,
    ["millrace profile use prod", "every later command and run uses it"],
    ["millrace --profile prod flow ls", "one command only"],
  );
};
