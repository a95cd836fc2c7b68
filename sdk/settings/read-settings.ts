import type * as z from "zod";
import { SettingError } from "./errors.ts";
import { type Profiles, readProfiles } from "./profiles.ts";
import { declarationOf, type SettingName, type SettingValue, settingNames } from "./table.ts";

/** Who set a value; a flag beats the environment, the environment a profile, a profile the default. */
export type SettingSource = "flag" | "environment" | "profile" | "default";

/** Every setting with its value and where it comes from. */
export type Settings = {
  readonly [K in SettingName]: { readonly value: SettingValue<K>; readonly source: SettingSource };
};

/** Where settings are read from. */
export interface SettingInputs {
  /** Default: the environment of this process. An empty variable counts as not set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What the command line said. */
  readonly flags?: Readonly<Partial<Record<SettingName, string | undefined>>>;
}

/** One setting as found: its text, its source, and the value or what is wrong with it. */
export type FoundSetting = { readonly name: SettingName; readonly source: SettingSource; readonly text: string | undefined } & (
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: SettingError }
);

/**
 * Reads all settings.
 *
 * @throws SettingError for the first value that is not valid, naming the setting, its source and what to do.
 */
export function readSettings(inputs: SettingInputs = {}): Settings {
  const found = findSettings(inputs);
  return Object.fromEntries(
    found.map((setting) => {
      if (setting.error !== undefined) throw setting.error;
      return [setting.name, { value: setting.value, source: setting.source }];
    }),
  ) as unknown as Settings;
}

/** Finds every setting without failing on an invalid one, so that it can be shown and corrected. */
export function findSettings({ env = process.env, flags = {} }: SettingInputs = {}): FoundSetting[] {
  const home = readHome({ env, flags });
  const profiles = readProfiles(home);
  const chosen = parse("MILLRACE_PROFILE", lookUp("MILLRACE_PROFILE", { env, flags, profile: {}, home }));
  if (chosen.error !== undefined) throw chosen.error;
  const active: FoundSetting =
    chosen.source === "default" && profiles.active !== "default"
      ? { ...chosen, text: profiles.active, value: profiles.active, source: "profile" }
      : chosen;
  const profile = profileNamed(profiles, String(active.value));
  return settingNames.map((name) => (name === "MILLRACE_PROFILE" ? active : parse(name, lookUp(name, { env, flags, profile, home }))));
}

/** The value of MILLRACE_HOME alone, which is needed to repair profiles that cannot be used. */
export function readHome({ env = process.env, flags = {} }: SettingInputs = {}): string {
  const found = parse("MILLRACE_HOME", lookUp("MILLRACE_HOME", { env, flags, profile: {}, home: "" }));
  if (found.error !== undefined) throw found.error;
  return String(found.value);
}

/**
 * Checks the text of one setting, as `config set` does before it stores anything.
 *
 * @throws SettingError if it is not valid.
 */
export function checkSetting(name: SettingName, text: string): void {
  const found = parse(name, { text, source: "flag" });
  if (found.error !== undefined) throw found.error;
}

/**
 * The settings a profile holds.
 *
 * @throws SettingError `profile-unknown` naming those there are.
 */
export function profileNamed(profiles: Profiles, name: string): Record<string, string> {
  const profile = Object.hasOwn(profiles.profiles, name) ? profiles.profiles[name] : undefined;
  if (profile !== undefined) return profile;
  throw new SettingError("profile-unknown", {
    what: `There is no profile "${name}".`,
    expected: `one of ${Object.keys(profiles.profiles).join(", ")}`,
    do: `Make it with "millrace profile create ${name}".`,
  });
}

interface Sources extends Required<SettingInputs> {
  readonly profile: Record<string, string>;
  readonly home: string;
}

function lookUp(name: SettingName, { env, flags, profile, home }: Sources): { text: string | undefined; source: SettingSource } {
  const flag = flags[name];
  if (flag !== undefined) return { text: flag, source: "flag" };
  const variable = env[name];
  if (variable !== undefined && variable.trim() !== "") return { text: variable, source: "environment" };
  const declaration = declarationOf(name);
  const stored = declaration.outsideProfiles || !Object.hasOwn(profile, name) ? undefined : profile[name];
  if (stored !== undefined) return { text: stored, source: "profile" };
  return { text: declaration.default?.(home), source: "default" };
}

function parse(name: SettingName, { text, source }: { text: string | undefined; source: SettingSource }): FoundSetting {
  if (text === undefined) return { name, source, text, value: undefined };
  const parsed = declarationOf(name).schema.safeParse(text);
  if (parsed.success) return { name, source, text, value: parsed.data };
  return { name, source, text, error: invalid(name, source, text, parsed.error) };
}

function invalid(name: SettingName, source: SettingSource, text: string, error: z.ZodError): SettingError {
  const from = { flag: "given on the command line", environment: "in the environment", profile: "in the profile", default: "by default" }[
    source
  ];
  const cure = {
    flag: "Give another value.",
    environment: `Correct or unset the variable ${name}.`,
    profile: `Correct it with "millrace config set ${name}=…", or remove it with "millrace config unset ${name}".`,
    default: "This is a defect of Millrace.",
  }[source];
  return new SettingError("setting-invalid", {
    what: `The setting ${name} ${from} is not valid.`,
    got: declarationOf(name).secret ? "a value kept secret" : JSON.stringify(text.slice(0, 200)),
    expected: error.issues[0]?.message ?? "another value",
    do: cure,
  });
}
