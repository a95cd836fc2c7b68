import { spawnSync } from "node:child_process";
import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Home, makeHome, type Script, startScript } from "./script.ts";

const LONG = 60_000;

async function onlyRun(home: Home) {
  return home.look(async (client) => {
    const [run] = await client.filterFlowRuns({ body: {} });
    if (run === undefined) throw new Error("there is no run");
    const tasks = await client.filterTaskRuns({ body: {} });
    const logs = await client.filterLogs({ body: { logs: { flow_run_id: { any_: [run.id] } } } });
    return { run, tasks: Object.fromEntries(tasks.map((task) => [task.name, task.state_type])), logs: logs.map((line) => line.message) };
  });
}

describe("a process that is told to stop", () => {
  it.each([
    ["SIGINT", "CANCELLED"],
    ["SIGTERM", "CRASHED"],
  ] as const)("by %s ends its run %s, with its tasks and logs, and dies of the signal", { timeout: LONG }, async (signal, type) => {
    await using home = await makeHome();
    const script = startScript("test/sdk/fixtures/forever.ts", home);
    await script.written("waiting");
    script.process.kill(signal);
    expect(await script.ended).toEqual({ code: null, signal });
    expect(script.output().match(/hook: \w+/g)).toEqual([`hook: ${type.toLowerCase()}`]);
    const { run, tasks, logs } = await onlyRun(home);
    expect(run).toMatchObject({ state_type: type, state: { message: expect.stringContaining(signal) } });
    expect(tasks).toEqual({ "quick-0": "COMPLETED", "wait-0": type });
    expect(logs).toContain("waiting");
  });
});

describe("a process that ends badly", () => {
  it.each([
    ["uncaught", 1, "nobody caught me"],
    ["rejected", 1, "nobody awaited me"],
    ["hang", 13, "waits for something that can never come"],
  ] as const)("(%s) leaves a Crashed run that says why", { timeout: LONG }, async (how, code, why) => {
    await using home = await makeHome();
    const script = startScript("test/sdk/fixtures/fatal.ts", home, {}, [how]);
    expect((await script.ended).code).toBe(code);
    expect(script.output()).toContain(why);
    const { run } = await onlyRun(home);
    expect(run).toMatchObject({ state_type: "CRASHED", state: { message: expect.stringContaining(why) } });
    if (how !== "hang")
      expect(run.state?.data).toMatchObject({ type: "error", name: "RangeError", stack: expect.stringContaining("fatal.ts") });
  });

  it.each([
    ["", false],
    [", even if a process died over delivering it", true],
  ] as const)("by process.exit() leaves its report to the next run%s", { timeout: LONG }, async (_, taken) => {
    await using home = await makeHome();
    const script = startScript("test/sdk/fixtures/fatal.ts", home, {}, ["exit"]);
    expect((await script.ended).code).toBe(3);
    const spool = join(home.dataDir, ".spool");
    const left = await readdir(spool);
    expect(left).toHaveLength(1);
    const dead = spawnSync(process.execPath, ["--version"]).pid;
    if (taken) await rename(join(spool, left[0]!), join(spool, `${left[0]}.${dead}`));
    const next = startScript("examples/hello.ts", home);
    expect((await next.ended).code).toBe(0);
    expect(await readdir(join(home.dataDir, ".spool"))).toEqual([]);
    const runs = await home.look(async (client) => client.filterFlowRuns({ body: { sort: "EXPECTED_START_TIME_ASC" } }));
    expect(runs[0]).toMatchObject({ state_type: "CRASHED", state: { message: expect.stringContaining("code 3") } });
    const tasks = await home.look(async (client) => client.filterTaskRuns({ body: { flow_runs: { id: { any_: [runs[0]?.id ?? ""] } } } }));
    expect(tasks.map((task) => [task.name, task.state_type])).toEqual([["quick-0", "COMPLETED"]]);
  });
});

describe("an API that goes away", () => {
  it("is looked for while the flow goes on: nothing of the report is lost", { timeout: LONG }, async () => {
    await using home = await makeHome();
    const server = await serve(home);
    const script = startScript("test/sdk/fixtures/steps.ts", home, {}, ["20"]);
    await script.written("step 5 done");
    server.process.kill("SIGKILL");
    expect((await script.ended).code).toBe(0);
    expect(script.output()).toContain("all done");
    await complete(home, 20);
  });

  it("may come back while a remote run waits for it", { timeout: LONG }, async () => {
    await using home = await makeHome();
    const server = await serve(home);
    const url = /serving (\S+)/.exec(server.output())?.[1] ?? "";
    const script = startScript("test/sdk/fixtures/steps.ts", home, { MILLRACE_API_URL: url }, ["15"]);
    await script.written("step 5 done");
    server.process.kill("SIGKILL");
    await server.ended;
    await script.written("step 14 done");
    const again = startScript("test/sdk/fixtures/server.ts", home, {}, [home.dataDir, new URL(url).port]);
    expect((await script.ended).code).toBe(0);
    again.process.kill("SIGKILL");
    await again.ended;
    await complete(home, 15);
  });

  it("that stays away when the process must end leaves the report to the next run", { timeout: LONG }, async () => {
    await using home = await makeHome();
    const server = await serve(home);
    const url = /serving (\S+)/.exec(server.output())?.[1] ?? "";
    const script = startScript("test/sdk/fixtures/forever.ts", home, { MILLRACE_API_URL: url });
    await script.written("waiting");
    server.process.kill("SIGKILL");
    await server.ended;
    script.process.kill("SIGTERM");
    expect(await script.ended).toEqual({ code: null, signal: "SIGTERM" });
    expect(script.output()).toContain("will be delivered by the next run");
    const again = startScript("test/sdk/fixtures/server.ts", home, {}, [home.dataDir, new URL(url).port]);
    await again.written("serving");
    expect((await startScript("examples/hello.ts", home, { MILLRACE_API_URL: url }).ended).code).toBe(0);
    again.process.kill("SIGKILL");
    await again.ended;
    const runs = await home.look(async (client) => client.filterFlowRuns({ body: { sort: "EXPECTED_START_TIME_ASC" } }));
    expect(runs.map((run) => run.state_type)).toEqual(["CRASHED", "COMPLETED"]);
  });

  it("that was never there ends the process soon, with the address and what to do", { timeout: LONG }, async () => {
    await using home = await makeHome();
    const script = startScript("examples/hello.ts", home, { MILLRACE_API_URL: "http://127.0.0.1:9" });
    expect((await script.ended).code).toBe(1);
    expect(script.output()).toContain(
      "The Millrace API at http://127.0.0.1:9/api cannot be reached: nothing listens there (connection refused).",
    );
    expect(script.output()).toContain("correct MILLRACE_API_URL (it is set in the environment)");
  });
});

async function serve(home: Home): Promise<Script> {
  const server = startScript("test/sdk/fixtures/server.ts", home, {}, [home.dataDir]);
  await server.written("serving");
  return server;
}

async function complete(home: Home, steps: number): Promise<void> {
  const { run, tasks, logs } = await onlyRun(home);
  expect(run.state_type).toBe("COMPLETED");
  expect(Object.values(tasks)).toEqual(new Array(steps).fill("COMPLETED"));
  expect(logs.filter((line) => line.startsWith("step"))).toEqual(Array.from({ length: steps }, (_, number) => `step ${number} done`));
}
