import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { profilesPath, readProfiles, writeProfiles } from "#sdk/settings/profiles.ts";
import { checkSetting, findSettings, readSettings } from "#sdk/settings/read-settings.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "millrace-settings-"));
});
afterEach(() => rmSync(home, { recursive: true }));
const read = (env: Record<string, string> = {}, flags = {}) => readSettings({ env: { MILLRACE_HOME: home, ...env }, flags });

describe("the address of the API", () => {
  it.each([
    ["http://host:4200", "http://host:4200/api"],
    ["http://host:4200/", "http://host:4200/api"],
    ["http://host:4200/api", "http://host:4200/api"],
    ["http://host:4200/api/", "http://host:4200/api"],
    ["HTTPS://Host/stage//", "https://host/stage/api"],
    [" http://[::1]:1 ", "http://[::1]:1/api"],
  ])("%s is understood as %s", (given, url) => {
    expect(read({ MILLRACE_API_URL: given }).MILLRACE_API_URL).toEqual({ value: url, source: "environment" });
  });

  it.each(["host:4200", "ftp://host", "http://user:secret@host", "http://host?x=1", "http://host#x", "not a url"])(
    "%s is refused",
    (given) => {
      expect(() => read({ MILLRACE_API_URL: given })).toThrow(
        /MILLRACE_API_URL in the environment is not valid.*Expected an http or https address/,
      );
    },
  );
});

describe("other values", () => {
  it("have defaults that follow the home", () => {
    const settings = read();
    expect(settings.MILLRACE_DATA_DIR).toEqual({ value: join(home, "data"), source: "default" });
    expect(settings.MILLRACE_SERVER_PORT).toEqual({ value: 4200, source: "default" });
    expect(settings.MILLRACE_API_URL).toEqual({ value: undefined, source: "default" });
  });

  it.each([
    ["10", "DEBUG"],
    ["warning", "WARNING"],
    ["Critical", "CRITICAL"],
  ])("understand the log level %s", (given, level) => {
    expect(read({ MILLRACE_LOGGING_LEVEL: given }).MILLRACE_LOGGING_LEVEL.value).toBe(level);
  });

  it("count an empty variable as not set", () => {
    expect(read({ MILLRACE_SERVER_PORT: "  " }).MILLRACE_SERVER_PORT.source).toBe("default");
  });

  it.each(["65536", "42.0", "-1", "port", "1e3"])("refuse %s as a port", (given) => {
    expect(() => read({}, { MILLRACE_SERVER_PORT: given })).toThrow(/port number from 0 to 65535/);
  });

  it("never put a secret into an error", () => {
    expect(() => read({ MILLRACE_SERVER_TOKEN: "hunter2" })).toThrow(/Got a value kept secret/);
    expect(() => checkSetting("MILLRACE_SERVER_TOKEN", "hunter2")).toThrow(/^(?!.*hunter2)/);
  });

  it("are found one by one even when one is not valid, so that it can be shown and corrected", () => {
    const found = findSettings({ env: { MILLRACE_HOME: home, MILLRACE_SERVER_PORT: "x" } });
    expect(found.filter(({ error }) => error !== undefined).map(({ name }) => name)).toEqual(["MILLRACE_SERVER_PORT"]);
  });
});

describe("profiles", () => {
  it("are kept for their owner alone, with no draft left behind", () => {
    writeProfiles(home, { active: "default", profiles: { default: { MILLRACE_API_KEY: "x" } } });
    writeProfiles(home, { active: "b", profiles: { b: {} } });
    expect(statSync(profilesPath(home)).mode & 0o777).toBe(0o600);
    expect(readdirSync(home)).toEqual(["profiles.json"]);
    expect(readProfiles(home)).toEqual({ active: "b", profiles: { default: {}, b: {} } });
  });

  it("tighten a file somebody opened to others, and stay where a link points", () => {
    writeFileSync(join(home, "elsewhere.json"), "{}");
    chmodSync(join(home, "elsewhere.json"), 0o644);
    symlinkSync(join(home, "elsewhere.json"), profilesPath(home));
    writeProfiles(home, { active: "default", profiles: { default: { MILLRACE_API_KEY: "x" } } });
    expect(statSync(join(home, "elsewhere.json")).mode & 0o777).toBe(0o600);
    expect(readProfiles(home).profiles.default).toEqual({ MILLRACE_API_KEY: "x" });
  });

  it("are chosen by flag, else environment, else the file", () => {
    writeProfiles(home, {
      active: "c",
      profiles: { a: { MILLRACE_API_KEY: "a" }, b: { MILLRACE_API_KEY: "b" }, c: { MILLRACE_API_KEY: "c" } },
    });
    expect(read({ MILLRACE_PROFILE: "b" }, { MILLRACE_PROFILE: "a" }).MILLRACE_API_KEY.value).toBe("a");
    expect(read({ MILLRACE_PROFILE: "b" }).MILLRACE_API_KEY.value).toBe("b");
    expect(read().MILLRACE_API_KEY).toEqual({ value: "c", source: "profile" });
    expect(read().MILLRACE_PROFILE).toEqual({ value: "c", source: "profile" });
  });

  it("cannot move themselves", () => {
    writeProfiles(home, { active: "default", profiles: { default: { MILLRACE_HOME: "/elsewhere", MILLRACE_PROFILE: "b" } } });
    expect(read().MILLRACE_HOME).toEqual({ value: home, source: "environment" });
    expect(read().MILLRACE_PROFILE.value).toBe("default");
  });

  it("name those there are when one is missing", () => {
    expect(() => read({}, { MILLRACE_PROFILE: "nope" })).toThrow(/no profile "nope".*one of default/);
    expect(() => read({}, { MILLRACE_PROFILE: "constructor" })).toThrow(/no profile "constructor"/);
  });

  it.each(["", "{", "[]", '{"active":5}', '{"profiles":{"a":{"X":{}}}}'])("say so when the file holds %j", (text) => {
    writeFileSync(profilesPath(home), text);
    expect(() => read()).toThrow(expect.objectContaining({ name: "SettingError", code: "profiles-unreadable" }));
  });
});
