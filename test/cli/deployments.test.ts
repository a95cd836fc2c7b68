import { type ChildProcess, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deployment, DeploymentSchedule } from "#core/contract/deployments.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { WorkQueue } from "#core/contract/work-queues.ts";
import { makeProject, type Project } from "../sdk/bundle/project.ts";
import { entry, newUser, type User } from "./run-cli.ts";

const pipeline = (extra = "") => `import { cronSchedule, deployment, flow, getRunLogger, task } from "millrace";
const add = task(async (a: number, b: number) => a + b);
export const train = flow("train", async (trees: number, how: string) => {
  getRunLogger().info(\`growing \${trees}\`);
  const sum = await add(trees, 1);
  if (how === "badly") throw new Error("unlucky");
  while (how === "long") await new Promise((resolve) => setTimeout(resolve, 50));
  return sum;
});
export const nightly = deployment({
  flow: train,
  name: "nightly",
  tags: ["ml"],
  parameters: { trees: 20, how: "well" },
  schedule: cronSchedule("0 2 * * *", { timezone: "Europe/Kyiv" }),
  ${extra}
});
`;

let user: User;
let project: Project;
beforeAll(async () => {
  user = newUser();
  project = await makeProject({ "pipeline.ts": pipeline() });
  expect(await user.run(["server", "start", "--background", "--port", "0"])).toMatchObject({ code: 0, stderr: "" });
});
afterAll(async () => {
  await user.leave();
  await project[Symbol.asyncDispose]();
});

describe("deployment create", { timeout: 60_000 }, () => {
  it("creates, says where the code is, and changes nothing the second time", async () => {
    const first = await user.run(["deployment", "create", project.at("pipeline.ts")]);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^train\/nightly {2}created {2}[0-9a-f-]{36}\n$/) });
    expect(first.stderr).toMatch(
      /Bundling .*pipeline\.ts[\s\S]*flow train\n[\s\S]*kept in the files of the server on this machine[\s\S]*deployment run "train\/nightly" --watch/,
    );
    const second = await user.run(["deployment", "create", project.at("pipeline.ts")]);
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining("train/nightly  unchanged") });
    expect(second.stderr).not.toContain("Storing");
    await writeFile(project.at("pipeline.ts"), pipeline('description: "each night",'));
    const [deployment] = await user.json<(Deployment & { outcome: string })[]>("deployment", "create", project.at("pipeline.ts"), "--json");
    expect(deployment).toMatchObject({ outcome: "updated", description: "each night", bundle: { flow: "train" } });
    expect(deployment!.bundle!.key).toBe(`bundles/${deployment!.bundle!.digest}.mjs`);
  });

  it.each([
    ["declares no deployment", 'import { flow } from "millrace"; export const f = flow("f", () => 1);', 2],
    ["defines no flow", "export const n: number = 1;", 2],
    ['Module "gone" is missing', 'import "gone";', 1],
    ["import.meta.main", 'import { flow } from "millrace"; const f = flow("f", () => 1); await f();', 1],
    ["an option tags that", 'import { deployment, flow } from "millrace"; deployment({ flow: flow("f", () => 1), tags: [""] });', 1],
    [
      'Two deployments are called "f/default"',
      'import { deployment, flow } from "millrace"; const f = flow("f", () => 1); deployment({ flow: f }); deployment({ flow: f });',
      1,
    ],
    [
      "f/default: m: the flow has no such parameter; it has none",
      'import { deployment, flow } from "millrace"; const f = flow("f", () => 1); deployment({ flow: f, parameters: { m: 1 } as never });',
      1,
    ],
    ["exit code 3", "process.exit(3);", 1],
  ])("changes nothing where the file %s", async (text, source, code) => {
    await using other = await makeProject({ "f.ts": source });
    expect(await user.run(["deployment", "create", other.at("f.ts")])).toMatchObject({
      code,
      stdout: "",
      stderr: expect.stringContaining(text),
    });
    expect((await user.json<Deployment[]>("deployment", "ls", "--json")).map(({ name }) => name)).toEqual(["nightly"]);
  });
});

describe("deployment build and apply", { timeout: 60_000 }, () => {
  it("write a manifest that can be edited, and deploy it without the sources", async () => {
    const built = await user.run(["deployment", "build", project.at("pipeline.ts"), "-o", project.at("out.json")], {
      MILLRACE_API_URL: "http://127.0.0.1:9/api",
    });
    expect(built).toMatchObject({ code: 0, stdout: `${project.at("out.json")}\n${project.at("out.mjs")}\n` });
    const manifest = await readFile(project.at("out.json"), "utf8");
    await writeFile(project.at("out.json"), manifest.replace('"name": "nightly"', '"name": "built"'));
    expect(await user.run(["deployment", "apply", project.at("out.json")])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("train/built  created"),
    });
    expect((await user.run(["deployment", "delete", "built"])).code).toBe(2);
    expect(await user.run(["deployment", "delete", "built", "--yes"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Deleted deployment "built"'),
    });
  });

  it("refuse code or a manifest that was not built so", async () => {
    await writeFile(project.at("out.mjs"), "export {};");
    expect(await user.run(["deployment", "apply", project.at("out.json")])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("sha256 differs"),
    });
    await writeFile(project.at("out.json"), "{}");
    expect(await user.run(["deployment", "apply", project.at("out.json")])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("format"),
    });
    expect((await user.run(["deployment", "apply", project.at("nope.json")])).code).toBe(4);
  });
});

describe("deployment ls, inspect, preview, set-schedule", { timeout: 60_000 }, () => {
  it("show schedules, parameters and code", async () => {
    expect((await user.run(["deployment", "ls"])).stdout).toMatch(/train\/nightly +0 2 \* \* \*, Europe\/Kyiv +by tags +no agent +ml/);
    const { stdout } = await user.run(["deployment", "inspect", "train/nightly"]);
    expect(stdout).toMatch(/Work queue +any whose filter takes its tags/);
    expect(stdout).toMatch(/Parameters\n {2}trees = 20\n {2}how = 'well'/);
    expect(stdout).toMatch(/Schedules\n {2}0 2 \* \* \*, Europe\/Kyiv, overlap allow, catch up all \([0-9a-f]{8}\)/);
    expect(stdout).toMatch(/Code +\d+ KB, sha256 [0-9a-f]{64}/);
  });

  it("preview in UTC and here", async () => {
    const times = await user.json<string[]>("deployment", "preview", "nightly", "-n", "3", "--json");
    expect(times.map((time) => time.slice(11, 13))).toEqual(expect.arrayContaining([expect.stringMatching(/^(23|00)$/)]));
    const { stdout } = await user.run(["deployment", "preview", "nightly", "-n", "3"], { TZ: "Asia/Tokyo" });
    expect(stdout).toMatch(/^UTC +LOCAL \(Asia\/Tokyo\) +DUE +SCHEDULE\n/);
    expect(stdout.split("\n")).toHaveLength(5);
  });

  it("replace the schedule", async () => {
    const set = (...options: string[]) => user.run(["deployment", "set-schedule", "nightly", ...options]);
    expect(
      await set(
        "--interval",
        "1h30m",
        "--anchor",
        "2026-01-01T09:00",
        "--timezone",
        "Europe/Kyiv",
        "--overlap",
        "skip",
        "--catch-up",
        "1h",
      ),
    ).toMatchObject({ code: 0 });
    expect(await user.json<Deployment>("deployment", "inspect", "nightly", "--json")).toMatchObject({
      schedules: [
        { schedule: { interval: 5400, anchor_date: "2026-01-01T07:00:00.000000Z" }, overlap: "skip", catch_up: { within: 3600 } },
      ],
    });
    expect(await set("--rrule", "FREQ=DAILY;BYHOUR=9")).toMatchObject({ code: 0 });
    expect(await set()).toMatchObject({ code: 2, stderr: expect.stringContaining("No schedule was given") });
    expect(await set("--cron", "0 9 * * *", "--interval", "5m")).toMatchObject({ code: 2 });
    expect(await set("--cron", "0 0 9 * * *")).toMatchObject({ code: 2, stderr: expect.stringContaining("6 fields") });
    expect(await set("--interval", "often")).toMatchObject({ code: 2 });
    expect(await set("--none")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/no schedule any more\.\nReplaced: FREQ=DAILY;BYHOUR=9\n/),
    });
    expect((await user.run(["deployment", "preview", "nightly"])).stderr).toContain("It has no schedule");
  });

  it("keep several schedules apart", async () => {
    const set = (...options: string[]) => user.run(["deployment", "set-schedule", "nightly", ...options]);
    const schedule = (verb: string, ...options: string[]) => user.run(["deployment", "schedule", verb, "nightly", ...options]);
    const read = () => user.json<DeploymentSchedule[]>("deployment", "schedule", "ls", "nightly", "--json");
    expect((await schedule("ls")).stderr).toContain("It has no schedule");
    expect(await set("--interval", "1h", "--add", "--slug", "hourly", "--overlap", "skip")).toMatchObject({ code: 0 });
    expect(await set("--cron", "0 9 * * *", "--add")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("has 2 schedules now: every 1h; 0 9 * * *."),
    });
    expect(await set("--cron", "0 9 * * *", "--add")).toMatchObject({ code: 1, stderr: expect.stringContaining("this very schedule") });
    // which of them would go is not guessed
    expect(await set("--interval", "2h")).toMatchObject({ code: 2, stderr: expect.stringMatching(/has 2 schedules:\n +hourly +every 1h/) });
    expect(await set("--interval", "2h", "--add", "--all")).toMatchObject({ code: 2 });
    expect(await set("--none", "--add")).toMatchObject({ code: 2 });
    expect(await set("--interval", "2h", "--replace", "daily")).toMatchObject({ code: 4, stderr: expect.stringContaining("every 1h") });
    expect(await set("--interval", "2h", "--replace", "hourly")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Replaced: every 1h"),
    });
    const [hourly, daily] = await read();
    expect(hourly).toMatchObject({ slug: "hourly", overlap: "skip", schedule: { interval: 7200 } });
    const id = daily?.id.slice(0, 8) as string;
    expect((await schedule("ls")).stdout).toMatch(new RegExp(`${id} +– +0 9 \\* \\* \\* +active +allow +all`));
    expect((await schedule("pause", id)).stdout).toContain('"0 9 * * *" of "nightly" is paused');
    expect((await read()).map(({ active }) => active)).toEqual([true, false]);
    expect((await schedule("resume", id, "hourly")).stdout).toContain("is resumed");
    expect(await schedule("delete", id)).toMatchObject({ code: 2 });
    expect(await schedule("delete", "nope", "--yes")).toMatchObject({ code: 4 });
    expect((await schedule("delete", id, "--yes")).stdout).toContain("Deleted schedule");
    expect(await set("--none", "--replace", "hourly")).toMatchObject({ code: 0 });
    await set("--interval", "1h", "--add");
    await set("--interval", "3h", "--add");
    expect(await set("--cron", "0 2 * * *", "--all")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Replaced: every 1h; every 3h"),
    });
    expect(await read()).toHaveLength(1);
    await set("--none");
  });

  it("pause and resume", async () => {
    expect((await user.run(["deployment", "pause", "train/nightly"])).stdout).toContain("is paused");
    expect((await user.run(["deployment", "ls"])).stdout).toContain("paused");
    expect((await user.run(["deployment", "resume", "nightly"])).stdout).toContain("is resumed");
    expect((await user.json<Deployment>("deployment", "inspect", "nightly", "--json")).paused).toBe(false);
  });

  it.each(["nope", "train/nope", "ffffffff"])("end with 4 for %s", async (words) => {
    expect((await user.run(["deployment", "inspect", words])).code).toBe(4);
  });
});

describe("work-queue", { timeout: 60_000 }, () => {
  it("creates, and ends with the command that serves it", async () => {
    const { stdout, code } = await user.run(["work-queue", "create", "ml", "--tag", "ml", "--limit", "3", "--priority", "2"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Created work queue "ml" \([0-9a-f-]{36}\); it takes tags ml\.\nmillrace agent start "ml"\n$/);
    expect(await user.run(["work-queue", "create", "ml"])).toMatchObject({ code: 1, stderr: expect.stringContaining("already") });
    expect(await user.run(["work-queue", "create", "one", "--deployment", "train/nightly"])).toMatchObject({ code: 0 });
    expect(await user.run(["work-queue", "create", "two", "--deployment", "nope"])).toMatchObject({ code: 4 });
  });

  it("lists, inspects, pauses, limits and deletes", async () => {
    expect((await user.json<WorkQueue[]>("work-queue", "ls", "--json")).map(({ name }) => name)).toEqual(["one", "ml"]);
    expect((await user.run(["work-queue", "ls"])).stdout).toMatch(/ml +no agent +tags ml +2 +3 +never/);
    expect((await user.run(["work-queue", "inspect", "ml"])).stdout).toMatch(/Limit +0 of 3 slots taken/);
    expect((await user.run(["work-queue", "pause", "ml"])).stdout).toContain("is paused");
    expect((await user.run(["work-queue", "preview", "ml"])).stderr).toContain("paused");
    expect((await user.run(["work-queue", "resume", "ml"])).code).toBe(0);
    expect((await user.run(["work-queue", "set-concurrency-limit", "ml", "none"])).stdout).toContain("no limit");
    expect((await user.run(["work-queue", "set-concurrency-limit", "ml", "-1"])).code).toBe(2);
    expect((await user.run(["work-queue", "delete", "one"])).code).toBe(2);
    expect((await user.run(["work-queue", "delete", "one", "--yes"])).code).toBe(0);
    expect((await user.run(["work-queue", "inspect", "one"])).code).toBe(4);
  });

  it("previews the runs it will hand out", async () => {
    await user.run(["deployment", "run", "nightly", "--at", "in 90m", "--name", "later"]);
    expect((await user.run(["work-queue", "preview", "ml"])).stderr).toContain("hand out nothing");
    const { stdout } = await user.run(["work-queue", "preview", "ml", "--hours", "2"]);
    expect(stdout).toMatch(/later +train +in (1h|89m|90m) +.*◷ Scheduled +ml/);
  });
});

describe("runs of a deployment", { timeout: 90_000 }, () => {
  let agent: ChildProcess;
  afterAll(async () => {
    if (agent === undefined) return;
    const ended = new Promise((resolve) => agent.once("close", resolve));
    // nothing is to be drained
    agent.kill("SIGKILL");
    await ended;
  });

  it("say why they wait", async () => {
    const run = await user.json<FlowRun>("deployment", "run", "nightly", "--name", "waiting", "--json");
    expect((await user.run(["flow-run", "why", "waiting"])).stdout).toMatch(
      /Work queue "ml" takes it, but no agent has polled; start one with: millrace agent start "ml"/,
    );
    expect((await user.run(["flow-run", "inspect", run.id])).stdout).toMatch(/Waits +Work queue "ml" takes it/);
    expect((await user.json<{ code: string }>("flow-run", "why", run.id, "--json")).code).toBe("no-agent");
    expect(await user.run(["flow-run", "cancel", "waiting"])).toMatchObject({ code: 0, stdout: expect.stringContaining("Cancelled") });
    expect(await user.run(["flow-run", "cancel", "waiting"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("has ended already"),
    });
  });

  it("are watched until they end, and the exit code tells how", async () => {
    const watched = user.run(["deployment", "run", "nightly", "--param", "trees=3", "--watch"]);
    agent = spawn(process.execPath, [entry, "agent", "start", "ml"], {
      env: { PATH: process.env.PATH ?? "", MILLRACE_HOME: user.home },
      stdio: "ignore",
    });
    const { code, stdout, stderr } = await watched;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain("growing 3");
    expect(stderr).toMatch(/✔ Completed {2}add-0[\s\S]*ended after .*✔ Completed/);
    const bad = await user.run(["deployment", "run", "train/nightly", "--param", "how=badly", "--watch", "--json"]);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ state_type: "FAILED", parameters: { trees: 20, how: "badly" } });
    expect(bad.stderr).toMatch(/Error: unlucky\n\s+at .*pipeline\.ts:6:/);
  });

  it("take parameters from a file, with those given over them", async () => {
    await writeFile(project.at("params.json"), '{"trees": 5, "how": "badly"}');
    const run = await user.json<FlowRun>(
      "deployment",
      "run",
      "nightly",
      "--params",
      project.at("params.json"),
      "--param",
      "how=well",
      "--tag",
      "x",
      "--watch",
      "--json",
    );
    expect(run).toMatchObject({
      state_type: "COMPLETED",
      parameters: { trees: 5, how: "well" },
      tags: expect.arrayContaining(["ml", "x"]),
    });
    await writeFile(project.at("params.json"), "[]");
    expect((await user.run(["deployment", "run", "nightly", "--params", project.at("params.json")])).code).toBe(2);
    expect((await user.run(["deployment", "run", "nightly", "--param", "trees"])).code).toBe(2);
    expect((await user.run(["deployment", "run", "nightly", "--at", "soon"])).code).toBe(2);
  });

  it("are cancelled while they go on", async () => {
    const watched = user.run(["deployment", "run", "nightly", "--param", "how=long", "--name", "endless", "--watch"]);
    for (;;) {
      const state = (await user.run(["flow-run", "inspect", "endless", "--json"])).stdout;
      if (state !== "" && JSON.parse(state).state_type === "RUNNING") break;
    }
    expect(await user.run(["flow-run", "cancel", "endless"])).toMatchObject({ code: 0, stdout: expect.stringContaining("Cancelled") });
    expect((await watched).code).toBe(130);
  });

  it("run again after they ended", async () => {
    const failed = await user.json<FlowRun[]>("flow-run", "ls", "--state", "failed", "--json");
    const again = await user.run(["flow-run", "retry", failed[0]!.id, "--from-scratch", "--watch"]);
    expect(again).toMatchObject({ code: 1, stdout: expect.stringContaining("runs again, from scratch") });
    expect(await user.run(["flow-run", "pause", failed[0]!.id])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("cannot be paused"),
    });
    expect(await user.run(["flow-run", "resume", failed[0]!.id])).toMatchObject({ code: 1 });
  });
});
