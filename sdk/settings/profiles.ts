import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import { SettingError } from "./errors.ts";
import { ProfileName } from "./values.ts";

const Profile = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));
const ProfilesFile = z.object({ active: ProfileName.default("default"), profiles: z.record(ProfileName, Profile).default({}) });

/** The profiles of a user: settings by name, and which profile is in use when nobody says otherwise. */
export interface Profiles {
  readonly active: string;
  readonly profiles: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Where the profiles of that home are kept. */
export function profilesPath(home: string): string {
  return join(home, "profiles.json");
}

/**
 * Reads the profiles; `default` always exists.
 *
 * @throws SettingError `profiles-unreadable` for a file that is not what we wrote.
 */
export function readProfiles(home: string): Profiles {
  const path = profilesPath(home);
  const text = readIfThere(path);
  if (text === undefined) return { active: "default", profiles: { default: {} } };
  const parsed = ProfilesFile.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new SettingError("profiles-unreadable", {
      what: `The profiles in ${path} cannot be read.`,
      got: z.prettifyError(parsed.error).split("\n")[0]?.replace(/^\W+/, "") ?? "something else",
      expected: '{ "active": "default", "profiles": { "default": { "MILLRACE_API_URL": "…" } } }',
      do: "Correct the file, or move it away to start afresh.",
    });
  }
  return { active: parsed.data.active, profiles: { default: {}, ...parsed.data.profiles } };
}

/** Replaces the profiles in one step, readable by their owner only, since they hold tokens. */
export function writeProfiles(home: string, profiles: Profiles): void {
  const target = linkTarget(profilesPath(home));
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const draft = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600, flush: true });
    // the mode above counts only for a new file; an abandoned draft of an earlier process may be there
    chmodSync(draft, 0o600);
    renameSync(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new SettingError("profiles-unreadable", {
      what: `The profiles in ${path} cannot be read.`,
      got: (error as Error).message,
      do: "Make the file readable, or set MILLRACE_HOME to another directory.",
      cause: error,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A profiles file kept elsewhere by a link stays there. */
function linkTarget(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
