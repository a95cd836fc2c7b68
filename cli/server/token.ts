import { randomBytes } from "node:crypto";
import { changeProfile } from "#cli/commands/profile/change.ts";
import type { SettingInputs } from "#sdk/settings/read-settings.ts";

/** Makes a token for the server and keeps it in the profile in use, so that the next start has the same. */
export function keepNewToken(inputs: Required<SettingInputs>): { readonly token: string; readonly profile: string } {
  const token = `mr_${randomBytes(32).toString("base64url")}`;
  return { token, profile: changeProfile(inputs, (values) => ({ ...values, MILLRACE_SERVER_TOKEN: token })) };
}
