import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import type { Connection } from "#sdk/api/connect.ts";
import { newUser, type User } from "./run-cli.ts";
import { apiOf, type Seeded, seedRun } from "./seed.ts";

const stack = "Error: it broke\n    at train (pipeline.ts:12:3)";
const error = {
  type: "error",
  name: "Error",
  message: "it broke",
  stack,
  cause: { name: "TypeError", message: "deeper", stack: "TypeError: deeper\n    at load (db.ts:1:1)" },
};

let user: User;
let api: Connection;
let good: Seeded;
let bad: Seeded;
let twins: Seeded[];
beforeAll(async () => {
  user = newUser();
  expect(await user.run(["server", "start", "--background", "--port", "0"])).toMatchObject({ code: 0, stderr: "" });
  api = await apiOf(user.home);
  expect(api.origin).toBe("server");
  good = await seedRun(api, {
    flow: "train",
    name: "funny-otter",
    parameters: { day: "2026-11-23", trees: [10, 20] },
    tags: ["nightly", "prod"],
    tasks: [
      { name: "load-0", state: "COMPLETED" },
      { name: "fit-0", state: "COMPLETED" },
    ],
    logs: [
      [10, "quiet"],
      [20, "loaded 10 rows"],
      [30, "low on memory"],
      [40, "evil \u001b[2J escape"],
    ],
    end: { type: "COMPLETED" },
  });
  bad = await seedRun(api, {
    flow: "train",
    tags: ["nightly"],
    tasks: [{ name: "fit-0", state: "FAILED", data: error }],
    end: { type: "FAILED", message: "1 of 1 tasks failed", data: error },
  });
  twins = [
    await seedRun(api, { flow: "other", name: "twin", end: { type: "COMPLETED" } }),
    await seedRun(api, { flow: "other", name: "twin", end: { type: "CRASHED" } }),
  ];
});
afterAll(async () => {
  await api?.close();
  await user.leave();
});

const names = async (...args: string[]) => (await user.json<FlowRun[]>("flow-run", "ls", "--json", ...args)).map(({ id }) => id);

describe("flow-run ls", { timeout: 60_000 }, () => {
  it("shows runs with flow, state, age and id, newest first", async () => {
    const { stdout } = await user.run(["flow-run", "ls"]);
    expect(stdout.split("\n")[0]).toMatch(/^RUN +FLOW +STATE +STARTED +DURATION +TAGS +ID$/);
    expect(stdout).toMatch(new RegExp(`funny-otter +train +✔ Completed +(now|\\d+s ago) +\\d.* +nightly,prod +${good.id}`));
    expect(await names()).toEqual([...twins.map(({ id }) => id).reverse(), bad.id, good.id]);
  });

  it("filters by state, flow and tag, and limits", async () => {
    expect(await names("--state", "failed")).toEqual([bad.id]);
    expect(await names("--state", "Failed", "-s", "COMPLETED", "--flow", "train")).toEqual([bad.id, good.id]);
    expect(await names("--tag", "nightly", "--tag", "prod")).toEqual([good.id]);
    expect(await names("--flow", "other", "--limit", "1")).toEqual([twins[1]!.id]);
    expect(await user.run(["flow-run", "ls", "--state", "paused"])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("No flow run matches"),
    });
    expect(await user.run(["flow-run", "ls", "--flow", "nope"])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("millrace flow ls"),
    });
  });

  it("uses colours only where they are wanted", async () => {
    expect((await user.run(["flow-run", "ls"], { FORCE_COLOR: "1" })).stdout).toContain("\u001b[32m✔ Completed");
    expect((await user.run(["flow-run", "ls"], { NO_COLOR: "1" })).stdout).not.toContain("\u001b");
  });
});

describe("flow-run inspect", { timeout: 60_000 }, () => {
  it("shows parameters, states and task runs", async () => {
    const { code, stdout } = await user.run(["flow-run", "inspect", "funny-otter"]);
    expect(code).toBe(0);
    expect(stdout).toContain("day = '2026-11-23'\n  trees = [ 10, 20 ]");
    expect(stdout).toMatch(/States\n {2}\d{4}-\d\d-\d\d .* ▸ Running\n {2}.* ✔ Completed/);
    expect(stdout).toMatch(/Task runs \(2\)\n {2}TASK RUN .*\n {2}load-0 +✔ Completed/);
    expect(stdout).toContain(`${api.consoleUrl}/runs/${good.id}`);
  });

  it("shows the error with its stack and its causes", async () => {
    const { stdout } = await user.run(["flow-run", "inspect", bad.id]);
    expect(stdout).toContain(
      "Error\n  Error: it broke\n      at train (pipeline.ts:12:3)\n  caused by TypeError: deeper\n      at load (db.ts:1:1)",
    );
  });

  it("gives all of it as JSON", async () => {
    const run = await user.json<FlowRun & { states: unknown[]; task_runs: TaskRun[]; flow_name: string }>(
      "flow-run",
      "inspect",
      good.id,
      "--json",
    );
    expect(run).toMatchObject({ id: good.id, flow_name: "train", state_type: "COMPLETED" });
    expect(run.task_runs.map(({ name }) => name).sort()).toEqual(["fit-0", "load-0"]);
  });

  it("takes the beginning of an id, in any case", async () => {
    expect((await user.json<FlowRun>("flow-run", "inspect", good.id.slice(0, 23).toUpperCase(), "--json")).id).toBe(good.id);
  });

  it("lists the candidates when words mean several runs", async () => {
    const { code, stderr } = await user.run(["flow-run", "inspect", "twin"]);
    expect(code).toBe(1);
    for (const { id } of twins) expect(stderr).toContain(id);
  });

  it.each(["nope", "ffffffff", "019ab3c4-11d2-7000-8abc-000000000001"])("ends with 4 for %s", async (words) => {
    expect(await user.run(["flow-run", "inspect", words])).toMatchObject({ code: 4, stdout: "" });
  });
});

describe("flow-run logs", { timeout: 60_000 }, () => {
  it("prints time, level and message, without strangers' escape sequences", async () => {
    const { stdout } = await user.run(["flow-run", "logs", "funny-otter"]);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} DEBUG {4}millrace\.flow_runs - quiet\n/);
    expect(stdout).toContain("ERROR    millrace.flow_runs - evil  escape\n");
  });

  it("filters by level and takes the last lines", async () => {
    expect((await user.run(["flow-run", "logs", "funny-otter", "--level", "warning"])).stdout).not.toMatch(/quiet|loaded/);
    const last = (await user.run(["flow-run", "logs", "funny-otter", "--tail", "2", "--json"])).stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).message);
    expect(last).toEqual(["low on memory", "evil \u001b[2J escape"]);
  });

  it("follows a run until it ends, printing each line once", async () => {
    const run = await seedRun(api, { flow: "slow", logs: [[20, "line 0"]] });
    const following = user.run(["flow-run", "logs", run.id, "--follow", "--json"]);
    for (let line = 1; line <= 20; line++) {
      await run.log(20, `line ${line}`);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await run.end({ type: "COMPLETED" });
    const { code, stdout, stderr } = await following;
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).message),
    ).toEqual(Array.from({ length: 21 }, (_, line) => `line ${line}`));
    expect(stderr).toContain("Completed");
  });
});

describe("task-run and flow", { timeout: 60_000 }, () => {
  it("lists task runs of a flow run, and by state", async () => {
    const tasks = (...args: string[]) => user.json<TaskRun[]>("task-run", "ls", "--json", ...args);
    expect((await tasks("--flow-run", "funny-otter")).map(({ name }) => name).sort()).toEqual(["fit-0", "load-0"]);
    expect((await tasks("--state", "failed")).map(({ flow_run_id }) => flow_run_id)).toEqual([bad.id]);
    expect((await user.run(["task-run", "ls"])).stdout).toMatch(/^TASK RUN +STATE +STARTED +DURATION +TAGS +ID\n/);
  });

  it("inspects a task run by name within its flow run", async () => {
    const { stdout } = await user.run(["task-run", "inspect", "fit-0", "--flow-run", bad.id]);
    expect(stdout).toMatch(/State {5}✘ Failed {2}Error: it broke/);
    expect(stdout).toContain("at train (pipeline.ts:12:3)");
    expect(await user.run(["task-run", "inspect", "fit-0"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("means more than one task run"),
    });
  });

  it("lists and inspects flows", async () => {
    expect((await user.json<{ name: string }[]>("flow", "ls", "--json")).map(({ name }) => name)).toEqual(["other", "slow", "train"]);
    const { stdout } = await user.run(["flow", "inspect", "train"]);
    expect(stdout).toContain("funny-otter");
    expect(stdout).not.toContain("twin");
  });
});

describe("flow-run delete", { timeout: 60_000 }, () => {
  it("needs a yes where nobody can be asked, and deletes nothing if one run is not found", async () => {
    const run = await seedRun(api, { flow: "other", name: "gone-soon", end: { type: "COMPLETED" } });
    expect(await user.run(["flow-run", "delete", "gone-soon"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("millrace flow-run delete gone-soon --yes"),
    });
    expect((await user.run(["flow-run", "delete", "gone-soon", "nope", "--yes"])).code).toBe(4);
    expect((await user.run(["flow-run", "inspect", run.id])).code).toBe(0);
    expect(await user.run(["flow-run", "delete", "gone-soon", "--yes"])).toMatchObject({
      code: 0,
      stdout: `Deleted flow run "gone-soon" (${run.id}).\n`,
    });
    expect((await user.run(["flow-run", "inspect", run.id])).code).toBe(4);
  });
});
