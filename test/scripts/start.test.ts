import { type ChildProcess, execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import { newUser, type User } from "../cli/run-cli.ts";
import { eventually } from "../support/eventually.ts";

const script = fileURLToPath(new URL("../../scripts/start.ts", import.meta.url));

let user: User;
beforeEach(() => {
  user = newUser();
});
afterEach(() => user.leave());

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number; stdout: string; stderr: string }>;
  /** Resolves once standard output holds this. */
  until(text: string): Promise<void>;
  said(): string;
}

/** Command lines of the processes that were started with this home, by what the system tells of them. */
function processesOf(home: string): string[] {
  return globSync("/proc/[0-9]*/environ").flatMap((file) => {
    try {
      return readFileSync(file, "utf8").includes(`MILLRACE_HOME=${home}\0`)
        ? [readFileSync(file.replace("environ", "cmdline"), "utf8")]
        : [];
    } catch {
      return [];
    }
  });
}

function start(...args: string[]): Started {
  let resolveEnd: (value: { code: number; stdout: string; stderr: string }) => void;
  const ended = new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    resolveEnd = resolve;
  });
  const env = { PATH: process.env.PATH ?? "", MILLRACE_HOME: user.home, CI: "1" };
  const child = execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) => {
    resolveEnd({ code: error === null ? 0 : Number(error.code), stdout, stderr });
  });
  let seen = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      seen += chunk;
    });
  const until = async (text: string) => {
    while (!seen.includes(text))
      await Promise.race([
        new Promise((resolve) => setTimeout(resolve, 20)),
        ended.then(({ stderr }) => Promise.reject(new Error(`ended early: ${stderr}`))),
      ]);
  };
  return { child, ended, until, said: () => seen };
}

describe("npm start", { timeout: 420_000 }, () => {
  it("says what else it can do, and refuses what it cannot", async () => {
    expect(await start("--help").ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/--no-pipeline.*--once/s) });
    expect(await start("--nope").ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--no-pipeline") });
  });

  it("runs the training pipeline, shows its tasks and figures, and leaves its record", async () => {
    const { code, stdout, stderr } = await start("--once", "--port", "0").ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/✔ load-0 +Completed +\d/);
    expect(stdout).toMatch(/✔ {3}train \w+ +Completed/);
    expect(stdout).toMatch(/forest "\w+" +\d+\.\d\d min.*always the mean delay +\d+\.\d\d min/s);
    const [run] = await user.json<FlowRun[]>("flow-run", "ls", "--flow", "train-model", "--json");
    expect(run).toMatchObject({ state_type: "COMPLETED", work_queue_name: "ml", tags: ["ml"] });
    // nothing is late when nobody is there to run it
    expect(await user.json("deployment", "ls", "--json")).toMatchObject([
      { name: "every-5-minutes", paused: true, id: run!.deployment_id },
    ]);
    expect(await user.json("flow-run", "ls", "--state", "scheduled", "--json")).toEqual([]);
    expect(stdout).toContain("npx millrace deployment resume train-model/every-5-minutes");
    expect(stdout).toMatch(new RegExp(`http://127\\.0\\.0\\.1:\\d+/runs/${run!.id}\\n$`));
  });

  it("gives back at Ctrl-C what runs, goes on with it at the next start, tells what comes next, and leaves no process behind", async () => {
    const first = start("--port", "0");
    await first.until("load-0");
    first.child.kill("SIGINT");
    expect(await first.ended).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("given back") });
    expect(processesOf(user.home)).toEqual([]);

    const again = start("--port", "0");
    await again.until("until Ctrl-C");
    expect(again.said()).toMatch(/is up to date.*which was left from before.*Completed in.*The next runs:.*\d\d:\d[05]:00.*every 5m/s);
    const runs = await user.json<FlowRun[]>("flow-run", "ls", "--flow", "train-model", "--state", "completed", "--json");
    expect(runs).toHaveLength(1);
    expect(again.said()).toContain(runs[0]!.name);
    const tasks = await user.json<TaskRun[]>("task-run", "ls", "--flow-run", runs[0]!.id, "--json");
    expect(tasks.filter(({ name }) => name.startsWith("load")).map(({ state_name }) => state_name)).toEqual(["Completed"]);

    again.child.kill("SIGKILL");
    await eventually(() => expect(processesOf(user.home)).toEqual([]), 30_000);
  });

  it("serves until it is told to stop, and then lets the data directory go", async () => {
    const started = start("--no-pipeline", "--port", "0");
    await started.until("until Ctrl-C");
    expect(await user.run(["server", "status"])).toMatchObject({ code: 0 });
    started.child.kill("SIGINT");
    expect(await started.ended).toMatchObject({ code: 0, stdout: expect.stringContaining("Stopping") });
    expect(await user.run(["server", "status"])).toMatchObject({ code: 1 });
  });

  it("uses a server that runs on the data directory already, and leaves it running", async () => {
    await user.run(["server", "start", "--background", "--port", "0"]);
    expect(await start("--no-pipeline").ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Using the server that is running.*goes on/s),
    });
    expect(await user.run(["server", "status"])).toMatchObject({ code: 0 });
  });
});
