import { CliError } from "#cli/errors.ts";
import { nearest } from "#cli/nearest.ts";
import { type SettingName, settingNames } from "#sdk/settings/table.ts";

/** The setting of that name, or a usage error with the nearest one. */
export function checkName(name: string): SettingName {
  if ((settingNames as string[]).includes(name)) return name as SettingName;
  const like = nearest(name.toUpperCase(), settingNames);
  throw new CliError(
    "usage",
    `There is no setting ${JSON.stringify(name)}.`,
    like === undefined ? `Settings are: ${settingNames.join(", ")}` : `Did you mean ${like}? "millrace config view" shows all.`,
  );
}
