import { openProfiles } from "#cli/commands/profile/change.ts";
import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { renderPairs } from "#cli/render/table.ts";
import { safe } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";
import { profileNamed } from "#sdk/settings/read-settings.ts";
import { declarationOf, type SettingName, settingTable } from "#sdk/settings/table.ts";

/** `millrace profile inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("[name]", "default: the profile in use")
    .option("--show-secrets", "print tokens in clear")
    .option("--json", "print JSON")
    .action((name: string | undefined, options: { showSecrets?: true; json?: true }) => {
      const { file, used } = openProfiles(cli.inputs);
      const profile = name ?? used;
      const values = Object.entries(profileNamed(file, profile)).map(
        ([setting, text]) => [setting, isSecret(setting) && !options.showSecrets ? "********" : safe(text)] as const,
      );
      if (options.json) return cli.print(renderJson({ name: profile, active: profile === used, settings: Object.fromEntries(values) }));
      if (values.length > 0) return cli.print(renderPairs(values, cli.paint));
      cli.print(`Profile "${profile}" holds no settings.`);
      cli.note(`  Add one with "millrace --profile ${profile} config set NAME=VALUE".`);
    });
  addExamples(
    command,
    ["millrace profile inspect", "the profile in use"],
    ["millrace profile inspect prod --json", "another one, for a program"],
  );
};

function isSecret(setting: string): boolean {
  // a name no table knows may well be a secret of a newer version
  return !Object.hasOwn(settingTable, setting) || declarationOf(setting as SettingName).secret === true;
}
