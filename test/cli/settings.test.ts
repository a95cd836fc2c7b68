import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newUser, type User } from "./run-cli.ts";

let user: User;
beforeEach(() => {
  user = newUser();
});
afterEach(() => rmSync(user.home, { recursive: true }));
const stored = () => JSON.parse(readFileSync(join(user.home, "profiles.json"), "utf8"));

describe("config", { timeout: 60_000 }, () => {
  it("sets, shows with its source, and removes", async () => {
    expect(await user.run(["config", "set", "MILLRACE_API_URL=http://vm:4200", "MILLRACE_LOGGING_LEVEL=debug"])).toMatchObject({
      code: 0,
      stderr: "",
    });
    const view = await user.json<Record<string, unknown>>("config", "view", "--json");
    expect(view.MILLRACE_API_URL).toEqual({ value: "http://vm:4200/api", source: "profile" });
    expect(view.MILLRACE_LOGGING_LEVEL).toEqual({ value: "DEBUG", source: "profile" });
    expect(view.MILLRACE_SERVER_PORT).toEqual({ value: 4200, source: "default" });
    expect(view.MILLRACE_HOME).toEqual({ value: user.home, source: "environment" });
    expect(await user.run(["config", "unset", "MILLRACE_API_URL"])).toMatchObject({ code: 0 });
    expect(stored().profiles.default).toEqual({ MILLRACE_LOGGING_LEVEL: "debug" });
  });

  it("lets a flag beat the environment, and the environment the profile", async () => {
    await user.run(["config", "set", "MILLRACE_API_URL=http://profile"]);
    const env = { MILLRACE_API_URL: "http://environment" };
    const url = async (args: string[]) => JSON.parse((await user.run([...args, "config", "view", "--json"], env)).stdout).MILLRACE_API_URL;
    expect(await url([])).toEqual({ value: "http://environment/api", source: "environment" });
    expect(await url(["--api-url", "http://flag"])).toEqual({ value: "http://flag/api", source: "flag" });
  });

  it("masks secrets unless asked", async () => {
    const set = await user.run(["config", "set", "MILLRACE_API_KEY=hunter2hunter2"]);
    const view = await user.run(["config", "view"]);
    const json = await user.run(["config", "view", "--json"]);
    const profile = await user.run(["profile", "inspect"]);
    for (const { stdout, stderr } of [set, view, json, profile]) expect(stdout + stderr).not.toContain("hunter2");
    expect((await user.run(["config", "view", "--show-secrets"])).stdout).toContain("hunter2hunter2");
  });

  it.each([
    [["MILLRACE_SERVER_PORT=x"], /Got: "x"\n {2}Expected: a port number/],
    [["MILLRACE_API_ULR=http://x"], /Did you mean MILLRACE_API_URL\?/],
    [["MILLRACE_HOME=/x"], /a profile cannot hold it/],
    [["MILLRACE_API_URL"], /No value for MILLRACE_API_URL/],
  ])("refuses %j and stores nothing, not even what was right beside it", async (wrong, message) => {
    const { code, stderr } = await user.run(["config", "set", "MILLRACE_LOGGING_LEVEL=INFO", ...wrong]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync(join(user.home, "profiles.json"))).toBe(false);
  });

  it("shows and removes a stored value that is not valid, instead of failing on it", async () => {
    writeFileSync(
      join(user.home, "profiles.json"),
      JSON.stringify({ profiles: { default: { MILLRACE_SERVER_PORT: "x", MILLRACE_OLD: "1" } } }),
    );
    const failing = await user.run(["server", "status"]);
    expect(failing).toMatchObject({ code: 2 });
    expect(failing.stderr).toContain("millrace config unset MILLRACE_SERVER_PORT");
    expect(await user.run(["config", "view"])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("MILLRACE_SERVER_PORT in the profile is not valid"),
    });
    expect(await user.run(["config", "unset", "MILLRACE_SERVER_PORT", "MILLRACE_OLD"])).toMatchObject({ code: 0 });
    expect(stored().profiles.default).toEqual({});
  });

  it("says that the environment counts before what was set", async () => {
    const { stderr } = await user.run(["config", "set", "MILLRACE_LOGGING_LEVEL=INFO"], { MILLRACE_LOGGING_LEVEL: "ERROR" });
    expect(stderr).toMatch(/environment variable MILLRACE_LOGGING_LEVEL is set and counts before/);
  });
});

describe("profiles", { timeout: 60_000 }, () => {
  it("are made, copied, used, renamed and deleted", async () => {
    await user.run(["config", "set", "MILLRACE_API_URL=http://a"]);
    expect(await user.run(["profile", "create", "prod", "--from", "default"])).toMatchObject({ code: 0 });
    expect(await user.run(["profile", "use", "prod"])).toMatchObject({ code: 0 });
    expect(await user.run(["profile", "rename", "prod", "production"])).toMatchObject({ code: 0 });
    expect(await user.json("profile", "ls", "--json")).toEqual([
      { name: "default", active: false, api_url: "http://a", settings: 1 },
      { name: "production", active: true, api_url: "http://a", settings: 1 },
    ]);
    expect(await user.run(["profile", "delete", "production"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
    expect(await user.run(["profile", "delete", "production", "--yes"])).toMatchObject({ code: 0 });
    expect(stored()).toEqual({ active: "default", profiles: { default: { MILLRACE_API_URL: "http://a" } } });
  });

  it("are used by one command with --profile", async () => {
    await user.run(["profile", "create", "prod"]);
    await user.run(["--profile", "prod", "config", "set", "MILLRACE_API_URL=http://prod"]);
    expect(stored().profiles).toEqual({ default: {}, prod: { MILLRACE_API_URL: "http://prod" } });
    expect(await user.json("config", "view", "--json", "-p", "prod")).toMatchObject({
      MILLRACE_API_URL: { value: "http://prod/api" },
      MILLRACE_PROFILE: { value: "prod", source: "flag" },
    });
  });

  it.each([
    [["profile", "use", "nope"], 4, /no profile "nope"/],
    [["profile", "inspect", "nope"], 4, /one of default/],
    [["--profile", "nope", "config", "view"], 4, /no profile "nope"/],
    [["profile", "create", "a/b"], 2, /cannot name a profile/],
    [["profile", "create", "default"], 1, /already/],
    [["profile", "rename", "default", "x"], 2, /keeps its name/],
  ])("%j ends with %i", async (args, code, message) => {
    const ran = await user.run(args);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toMatch(message);
  });
});
