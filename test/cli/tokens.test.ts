import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Token, TokenCreated } from "#core/contract/tokens.ts";
import { type RunningServer, startServer } from "#local/server/server.ts";
import { newUser, type User } from "./run-cli.ts";

const OWN = "the-own-token-of-the-server";
let owner: User;
let user: User;
let server: RunningServer;
beforeAll(async () => {
  owner = newUser();
  user = newUser();
  server = await startServer({ dataDir: `${owner.home}/data`, token: OWN, log: () => undefined });
  await owner.run(["cloud", "login", "--url", server.url, "--key", OWN]);
}, 60_000);
afterAll(async () => {
  await server.close();
  await owner.leave();
  await user.leave();
});
const profile = () => JSON.parse(readFileSync(`${user.home}/profiles.json`, "utf8")).profiles.default;

describe("signing in", { timeout: 60_000 }, () => {
  it("checks the token before it keeps it, says who one is, and forgets it again", async () => {
    const wrong = await user.run(["cloud", "login", "--url", server.url, "--key", "wrong"]);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("no valid token") });
    expect(() => profile()).toThrow();

    const { token } = await owner.json<TokenCreated>("token", "create", "eve", "--role", "viewer", "--expires-in", "30d", "--json");
    const login = await user.run(["cloud", "login", "--url", server.url, "--key", token]);
    expect(login.stdout).toMatch(/^You are "eve" \(viewer, until .* UTC\) at http.*\/api\. Profile "default" keeps the token\.\n$/);
    expect(login.stdout).not.toContain(token);
    expect(profile()).toEqual({ MILLRACE_API_URL: `${server.url}/api`, MILLRACE_API_KEY: token });
    expect(await user.json("cloud", "whoami", "--json")).toMatchObject({ name: "eve", role: "viewer" });
    expect(await user.run(["variable", "set", "days", "3"])).toMatchObject({ code: 1, stderr: expect.stringContaining("role viewer") });

    expect((await user.run(["cloud", "logout"])).stdout).toBe('Removed the token from profile "default".\n');
    expect(profile()).toEqual({ MILLRACE_API_URL: `${server.url}/api` });
    expect(await user.run(["cloud", "whoami"])).toMatchObject({ code: 1, stderr: expect.stringContaining("millrace cloud login") });
  });

  it("asks nobody where nobody is", async () => {
    expect(await user.run(["cloud", "login", "--url", server.url])).toMatchObject({ code: 2, stderr: expect.stringContaining("--key -") });
  });
});

describe("tokens", { timeout: 60_000 }, () => {
  it("are made, listed and revoked, and what was revoked is told so", async () => {
    const { token, id } = await owner.json<TokenCreated>("token", "create", "lab", "-r", "agent", "-q", "gpu", "-q", "cpu", "--json");
    const use = { MILLRACE_API_URL: server.url, MILLRACE_API_KEY: token };
    expect((await user.run(["cloud", "whoami"], use)).stdout).toContain("agent, for the work queues gpu, cpu");
    const list = await owner.run(["token", "ls"]);
    expect(list.stdout).toMatch(/lab +agent +gpu, cpu +never/);
    expect(list.stdout).not.toContain("mr_");

    expect(await owner.run(["token", "revoke", "lab"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
    expect(await owner.run(["token", "revoke", "lab", "--yes"])).toMatchObject({ code: 0, stdout: expect.stringContaining('"lab"') });
    expect((await user.run(["cloud", "whoami"], use)).stderr).toContain("was revoked");
    expect((await user.run(["cloud", "whoami"], { ...use, MILLRACE_API_KEY: token.slice(0, -3) })).stderr).toContain("cut or mistyped");
    const all = await owner.json<Token[]>("token", "ls", "--all", "--json");
    expect(all.find((one) => one.id === id)).toMatchObject({ status: "revoked" });
    expect((await owner.json<Token[]>("token", "ls", "--json")).map(({ name }) => name)).not.toContain("lab");
  });

  it("of agents on Fargate says what follows when it is revoked, and what makes another", async () => {
    await owner.json("token", "create", "agents on Fargate", "--role", "agent", "--json");
    const asked = await owner.run(["token", "revoke", "agents on Fargate"]);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
    const done = await owner.run(["token", "revoke", "agents on Fargate", "--yes"]);
    expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining("npm run deploy -- -c rotate") });
  });

  it.each([
    [["token", "create", "x"], 2, /--role/],
    [["token", "create", "x", "--role", "root"], 2, /admin, member, viewer, agent/],
    [["token", "create", "x", "--role", "member", "--work-queue", "q"], 1, /only a token of role agent/],
    [["token", "create", "x", "--role", "member", "--expires-in", "soon"], 2, /length of time/],
    [["token", "revoke", "nobody", "--yes"], 4, /no token "nobody"/],
  ])("%j ends with %i", async (args, code, message) => {
    const ran = await owner.run(args);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toMatch(message);
  });
});
