import { CliError } from "#cli/errors.ts";
import type { Profiles } from "#sdk/settings/profiles.ts";
import { ProfileName } from "#sdk/settings/values.ts";

/** Refuses a name that is none or that another profile has. */
export function checkFree(file: Profiles, name: string): void {
  const parsed = ProfileName.safeParse(name);
  if (!parsed.success)
    throw new CliError("usage", `${JSON.stringify(name)} cannot name a profile.`, `Use ${parsed.error.issues[0]?.message}.`);
  if (Object.hasOwn(file.profiles, name))
    throw new CliError(
      "failed",
      `There is a profile "${name}" already.`,
      `See it with "millrace profile inspect ${name}", or choose another name.`,
    );
}
