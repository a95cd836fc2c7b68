import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { newUser, type User } from "./run-cli.ts";
import { apiOf, seedRun } from "./seed.ts";

interface Status {
  readonly running: boolean;
  readonly healthy: boolean;
  readonly url: string;
  readonly pid: number;
}

let user: User;
beforeEach(() => {
  user = newUser();
});
afterEach(() => user.leave());
const status = async () => JSON.parse((await user.run(["server", "status", "--json"])).stdout) as Status;
const start = (...args: string[]) => user.run(["server", "start", "--background", "--port", "0", ...args]);

describe("the server", { timeout: 60_000 }, () => {
  it("starts in the background, says where it is, and stops", async () => {
    expect(await user.run(["server", "status"])).toMatchObject({ code: 1, stdout: expect.stringContaining("millrace server start") });
    const started = await start();
    const { running, healthy, url, pid } = await status();
    expect({ running, healthy }).toEqual({ running: true, healthy: true });
    expect(started.stdout).toMatch(new RegExp(`API +${url}/api\n +Data +${join(user.home, "data")}\n +Process +${pid}`));
    expect(await (await fetch(`${url}/api/health`)).json()).toBe(true);
    expect(await user.run(["server", "stop"])).toMatchObject({ code: 0, stdout: `Stopped the server at ${url} (process ${pid}).\n` });
    expect(await user.run(["server", "status"])).toMatchObject({ code: 1 });
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
    expect(await user.run(["server", "stop"])).toMatchObject({ code: 0, stdout: expect.stringContaining("No server is running") });
  });

  it("keeps what was recorded, with and without a server", async () => {
    await start();
    const api = await apiOf(user.home);
    const { id } = await seedRun(api, { flow: "kept", end: { type: "COMPLETED" } });
    await api.close();
    const ids = async () => (await user.json<FlowRun[]>("flow-run", "ls", "--json")).map((run) => run.id);
    expect(await ids()).toEqual([id]);
    await user.run(["server", "stop"]);
    expect(await ids()).toEqual([id]);
    await start();
    expect(await ids()).toEqual([id]);
  });

  it("says how much it holds, also where it asks for a token, and how long things are kept", async () => {
    await user.run(["config", "set", "MILLRACE_RETENTION_FAILED_DAYS=365", "MILLRACE_RETENTION_LOGS_DAYS=0"]);
    await start("--token", "0123456789abcdef");
    const api = await apiOf(user.home);
    await seedRun(api, { flow: "kept", tasks: [{ name: "a", state: "COMPLETED" }], end: { type: "COMPLETED" } });
    const settings = await api.client.readSettings({});
    await api.close();
    expect(settings.retention_days).toEqual({ completed: 90, failed: 365, events: 30, crashed: 90, cancelled: 90, logs: 0 });
    const { stdout } = await user.run(["server", "status"]);
    expect(stdout).toMatch(/Holds +1 flow run, 1 task run; \d+ documents in all\nDatabase +\d+\.\d kB/);
    expect(await status()).toMatchObject({ sizes: { flow_runs: 1, task_runs: 1, blobs: 0, blob_bytes: 0 } });
  });

  it("is refused a second time on one data directory, with the address of the first", async () => {
    await start();
    const { url, pid } = await status();
    for (const background of [[], ["--background"]]) {
      const { code, stderr } = await user.run(["server", "start", "--port", "0", ...background]);
      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`in use by the server at ${url} \\(process ${pid}`));
    }
  });

  it.each(["0.0.0.0", "::", "192.0.2.1", "example.com"])(
    "is not bound to %s without a token; the command that makes one is named",
    async (host) => {
      for (const background of [[], ["--background"]]) {
        const { code, stderr } = await user.run(["server", "start", "--host", host, ...background]);
        expect(code).toBe(2);
        expect(stderr).toContain(`millrace server start --host ${host} --token auto`);
      }
    },
  );

  it("asks for its token, which commands on this machine find by themselves", async () => {
    const started = await start("--token", "auto");
    expect(started).toMatchObject({ code: 0, stderr: expect.stringContaining("MILLRACE_SERVER_TOKEN") });
    const { url } = await status();
    expect(
      (await fetch(`${url}/api/flows/filter`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } })).status,
    ).toBe(401);
    expect(await user.run(["flow", "ls"])).toMatchObject({ code: 0 });

    const token = await user
      .json<Record<string, { value: string }>>("config", "view", "--json", "--show-secrets")
      .then((view) => view.MILLRACE_SERVER_TOKEN!.value);
    const stranger = newUser();
    const remote = { MILLRACE_API_URL: url };
    expect(await stranger.run(["flow", "ls"], remote)).toMatchObject({ code: 1, stderr: expect.stringContaining("MILLRACE_API_KEY") });
    expect(await stranger.run(["flow", "ls"], { ...remote, MILLRACE_API_KEY: token })).toMatchObject({ code: 0 });
    await stranger.leave();

    await user.run(["server", "stop"]);
    expect(await start("--token", "auto")).toMatchObject({ code: 0, stderr: "" });
    expect((await user.run(["config", "view", "--json", "--show-secrets"])).stdout).toContain(token);
  });

  it("says that a port asked for is taken", async () => {
    const other = createServer((_request, response) => response.end("hello"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await user.run(["server", "start", "--port", String(port)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`Port ${port} on 127.0.0.1 is taken by another program`));
    other.close();
  });

  it("is not stopped by a stale address of another process", async () => {
    const { mkdirSync, writeFileSync } = await import("node:fs");
    mkdirSync(join(user.home, "data"));
    writeFileSync(join(user.home, "data", "server.json"), JSON.stringify({ url: "http://127.0.0.1:9", pid: process.pid, since: 0 }));
    expect(await user.run(["server", "stop", "--force"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("No server is running"),
    });
  });
});
