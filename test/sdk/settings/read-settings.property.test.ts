import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { writeProfiles } from "#sdk/settings/profiles.ts";
import { readSettings } from "#sdk/settings/read-settings.ts";
import { declarationOf, type SettingName, settingNames } from "#sdk/settings/table.ts";

const home = mkdtempSync(join(tmpdir(), "millrace-settings-"));
afterAll(() => rmSync(home, { recursive: true }));

const samples: Record<SettingName, string[]> = {
  MILLRACE_HOME: [home],
  MILLRACE_PROFILE: ["default"],
  MILLRACE_API_URL: ["http://a:1/api", "https://b/api", "http://c/x/api"],
  MILLRACE_API_KEY: ["key-one", "key-two"],
  MILLRACE_API_TIMEOUT: ["1", "2.5", "30"],
  MILLRACE_DATA_DIR: ["/data/a", "/data/b"],
  MILLRACE_SERVER_HOST: ["127.0.0.1", "0.0.0.0"],
  MILLRACE_SERVER_PORT: ["1", "4200", "65535"],
  MILLRACE_SERVER_TOKEN: ["0123456789abcdef", "fedcba9876543210"],
  MILLRACE_SERVER_BEHIND_PROXY: ["true", "false"],
  MILLRACE_SERVER_LEASE_SECONDS: ["4", "60"],
  MILLRACE_LOGGING_LEVEL: ["DEBUG", "INFO", "ERROR"],
  MILLRACE_RETENTION_RUNS_DAYS: ["0", "7", "365"],
  MILLRACE_RETENTION_COMPLETED_DAYS: ["0", "7", "365"],
  MILLRACE_RETENTION_FAILED_DAYS: ["0", "7", "365"],
  MILLRACE_RETENTION_CRASHED_DAYS: ["0", "7", "365"],
  MILLRACE_RETENTION_CANCELLED_DAYS: ["0", "7", "365"],
  MILLRACE_RETENTION_LOGS_DAYS: ["0", "7", "365"],
  MILLRACE_RETENTION_EVENTS_DAYS: ["0", "7", "365"],
  MILLRACE_OTLP_ENDPOINT: ["http://127.0.0.1:4318", "https://collector.example"],
  MILLRACE_OTLP_HEADERS: ["authorization=Bearer abc", "x-api-key=abc,x-scope-orgid=one%2Ctwo"],
};
const defaults: Partial<Record<SettingName, string>> = {
  MILLRACE_API_TIMEOUT: "30",
  MILLRACE_DATA_DIR: join(home, "data"),
  MILLRACE_SERVER_HOST: "127.0.0.1",
  MILLRACE_SERVER_PORT: "4200",
  MILLRACE_SERVER_BEHIND_PROXY: "false",
  MILLRACE_SERVER_LEASE_SECONDS: "60",
  MILLRACE_LOGGING_LEVEL: "INFO",
  MILLRACE_RETENTION_RUNS_DAYS: "90",
  MILLRACE_RETENTION_LOGS_DAYS: "30",
  MILLRACE_RETENTION_EVENTS_DAYS: "30",
};
const inProfiles = settingNames.filter((name) => !declarationOf(name).outsideProfiles);
const some = (names: readonly SettingName[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...samples[name])])), { requiredKeys: [] });

describe("a setting", () => {
  it("comes from the flag, else the environment, else the profile, else the default, and says which", () => {
    fc.assert(
      fc.property(some(inProfiles), some(inProfiles), some(inProfiles), (flags, env, profile) => {
        writeProfiles(home, { active: "default", profiles: { default: profile as Record<string, string> } });
        const settings = readSettings({ flags, env: { ...env, MILLRACE_HOME: home } });
        for (const name of inProfiles) {
          const set = (
            [
              ["flag", flags[name]],
              ["environment", env[name]],
              ["profile", profile[name]],
            ] as const
          ).find(([, text]) => text !== undefined);
          const { value, source } = settings[name];
          expect({ value: value === undefined ? undefined : String(value), source }).toEqual(
            set === undefined ? { value: defaults[name], source: "default" } : { value: set[1], source: set[0] },
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});
