import { type Profiles, readProfiles, writeProfiles } from "#sdk/settings/profiles.ts";
import { profileNamed, readHome, type SettingInputs } from "#sdk/settings/read-settings.ts";

/** The profiles, and which of them flag, environment or file puts in use. */
export function openProfiles(inputs: Required<SettingInputs>): { readonly home: string; readonly file: Profiles; readonly used: string } {
  const home = readHome(inputs);
  const file = readProfiles(home);
  return { home, file, used: inputs.flags.MILLRACE_PROFILE ?? (inputs.env.MILLRACE_PROFILE?.trim() || file.active) };
}

/** Replaces the settings of the profile in use, and gives its name. */
export function changeProfile(
  inputs: Required<SettingInputs>,
  change: (values: Readonly<Record<string, string>>, profile: string) => Record<string, string>,
): string {
  const { home, file, used } = openProfiles(inputs);
  const values = change(profileNamed(file, used), used);
  writeProfiles(home, { ...file, profiles: { ...file.profiles, [used]: values } });
  return used;
}
