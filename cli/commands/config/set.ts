import { checkName } from "#cli/commands/config/names.ts";
import { changeProfile } from "#cli/commands/profile/change.ts";
import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";
import { checkSetting } from "#sdk/settings/read-settings.ts";
import { declarationOf, type SettingName } from "#sdk/settings/table.ts";

/** `millrace config set NAME=VALUE…` */
export const define: Define = (command, cli) => {
  command
    .argument("<assignments...>", "NAME=VALUE; a secret given as NAME alone is asked for, so that it stays out of the shell's history")
    .action(async (assignments: string[]) => {
      const settings: [SettingName, string][] = [];
      for (const assignment of assignments) settings.push(await readAssignment(assignment, cli.interactive));
      // all are checked before any is stored
      for (const [name, text] of settings) checkSetting(name, text);
      const profile = changeProfile(cli.inputs, (values) => ({ ...values, ...Object.fromEntries(settings) }));
      for (const [name, text] of settings) {
        cli.print(`Set ${name} to ${declarationOf(name).secret ? "********" : JSON.stringify(text)} in profile "${profile}".`);
        if (cli.inputs.env[name]?.trim()) cli.note(`  Note: the environment variable ${name} is set and counts before the profile.`);
      }
    });
  addExamples(
    command,
    ["millrace config set MILLRACE_API_URL=http://host:4200/api", "use a server on another machine"],
    ["millrace config set MILLRACE_API_KEY", "type its token without showing it"],
    ["millrace --profile prod config set MILLRACE_LOGGING_LEVEL=DEBUG", "in another profile"],
  );
};

async function readAssignment(assignment: string, interactive: boolean): Promise<[SettingName, string]> {
  const [, name = assignment, value] = /^([^=]*)=(.*)$/s.exec(assignment) ?? [];
  const checked = checkName(name);
  if (declarationOf(checked).outsideProfiles) {
    throw new CliError(
      "usage",
      `${checked} says where the profiles are, so a profile cannot hold it.`,
      checked === "MILLRACE_PROFILE"
        ? 'Choose a profile with "millrace profile use <name>".'
        : `Set it in the environment: export ${checked}=…`,
    );
  }
  if (value !== undefined) return [checked, value];
  if (!declarationOf(checked).secret || !interactive)
    throw new CliError("usage", `No value for ${checked}.`, `millrace config set ${checked}=…`);
  const { isCancel, password } = await import("@clack/prompts");
  const typed = await password({ message: checked });
  if (isCancel(typed)) throw new CliError("failed", "Nothing was set.");
  return [checked, typed];
}
