import { flow, task, taskInputHash } from "millrace";
import { describe, expect, it } from "vitest";
import { createClient } from "#core/contract/client.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { startServer } from "#local/server/server.ts";
import { connect } from "#sdk/api/connect.ts";
import { withRuntime } from "#sdk/engine/runtime.ts";
import { readSettings } from "#sdk/settings/read-settings.ts";
import { type Home, makeHome } from "./script.ts";

const load = task({ name: "load", cacheKey: taskInputHash }, (size: number) => "x".repeat(size));
const loads = flow("loads", async () => {
  const first = load(20_000);
  await first;
  const second = load(20_000);
  await second;
  return [first.state, second.state];
});

function settings(home: Home, env: Record<string, string> = {}) {
  return readSettings({ env: { MILLRACE_HOME: home.path, ...env } });
}

async function runOn(connection: Awaited<ReturnType<typeof connect>>) {
  const { client, blobs } = connection;
  const runtime = {
    clock: systemClock,
    ids: systemIds,
    random: Math.random,
    client,
    blobs,
    consoleUrl: connection.consoleUrl,
    level: 50,
    print: () => {},
    colours: false,
    holder: "test",
    spool: null,
    live: true,
  };
  return withRuntime(runtime, async () => {
    const [first, second] = await loads();
    expect([first?.name, second?.name]).toEqual(["Completed", "Cached"]);
    expect(second?.data).toMatchObject({ type: "blob", size: 20_004 });
  });
}

describe("connecting", () => {
  it("serves the API in this process when there is nothing else", async () => {
    await using home = await makeHome();
    const connection = await connect(settings(home));
    expect(connection).toMatchObject({ origin: "in-process", url: "local", consoleUrl: undefined });
    await runOn(connection);
    await connection.close();
  });

  it("finds the local server, and goes on without it when it ends", { timeout: 60_000 }, async () => {
    await using home = await makeHome();
    const server = await startServer({ dataDir: home.dataDir });
    const connection = await connect(settings(home));
    expect(connection).toMatchObject({ origin: "server", url: "local", consoleUrl: server.url });
    await runOn(connection);
    const [run] = await connection.client.filterTaskRuns({ body: { sort: "EXPECTED_START_TIME_ASC" } });
    await server.close();
    const data = run?.state?.data as { key: string };
    expect((await connection.blobs.get(data.key))?.bytes.byteLength).toBe(20_004);
    expect(await connection.client.filterTaskRuns({ body: {} })).toHaveLength(2);
    await connection.close();
  });

  it("uses the configured API with its token, results and cache included", async () => {
    await using home = await makeHome();
    const token = "a-token-of-many-letters";
    const server = await startServer({ dataDir: home.dataDir, token });
    const connection = await connect(settings(home, { MILLRACE_API_URL: server.url, MILLRACE_API_KEY: token }));
    expect(connection).toMatchObject({ origin: "remote", url: `${server.url}/api`, consoleUrl: server.url });
    await runOn(connection);
    expect(await connection.blobs.get("results/nothing-there")).toBe(null);
    expect(await connection.blobs.put("results/once", new Uint8Array([1]), { ifAbsent: true })).toBe("results/once");
    expect(await connection.blobs.put("results/once", new Uint8Array([2]), { ifAbsent: true })).toBe(false);
    expect(Array.from((await connection.blobs.get("results/once"))?.bytes ?? [])).toEqual([1]);
    await connection.close();
    const wrong = await connect(settings(home, { MILLRACE_API_URL: server.url, MILLRACE_API_KEY: "another-token-quite-wrong" }));
    await expect(createClient(wrong.transport).hello({})).rejects.toThrow("401");
    await wrong.close();
    await server.close();
  });
});
