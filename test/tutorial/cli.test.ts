import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import { entry, newUser, type User } from "../cli/run-cli.ts";
import { eventually } from "../support/eventually.ts";

// The second half of the tutorial, as one types it. Each test goes on where the one before it ended.

const file = fileURLToPath(new URL("./flows/model-training.ts", import.meta.url));

let user: User;
const agents: ChildProcess[] = [];
const ledger = () => readFileSync(join(user.home, "ledger"), "utf8").trim().split("\n");

/** `millrace agent start …` in a terminal of its own. */
function startAgent(...args: string[]): ChildProcess {
  const env = { PATH: process.env.PATH ?? "", MILLRACE_HOME: user.home, TUTORIAL_LEDGER: join(user.home, "ledger") };
  const agent = spawn(process.execPath, [entry, "agent", "start", ...args], { env, stdio: "ignore", detached: true });
  agents.push(agent);
  return agent;
}

const millrace = async (...args: string[]) => {
  const { code, stdout, stderr } = await user.run(args);
  expect([code, stderr.replace(/^.*ExperimentalWarning.*$/m, "")], args.join(" ")).toEqual([0, expect.anything()]);
  return `${stdout}${stderr}`;
};

const until = (id: string, state: string) =>
  eventually(async () => {
    const found = (await user.json<{ flow_run?: FlowRun } & FlowRun>("flow-run", "inspect", id, "--json")) as FlowRun & {
      flow_run?: FlowRun;
    };
    expect((found.flow_run ?? found).state_name).toBe(state);
  }, 60_000);

beforeAll(async () => {
  user = newUser();
  // a short lease, so that the loss of an agent is noticed while one watches
  await millrace("config", "set", "MILLRACE_SERVER_LEASE_SECONDS=4");
  await millrace("server", "start", "--background", "--port", "0");
});

afterAll(async () => {
  for (const agent of agents) if (agent.exitCode === null && agent.signalCode === null) process.kill(-agent.pid!, "SIGKILL");
  await user.leave();
});

describe("the tutorial's second half, typed", { timeout: 120_000 }, () => {
  it("has no storage at first, and says where results go then", async () => {
    expect(await millrace("storage", "ls")).toMatch(/no storage/i);
  });

  it("creates a storage and makes it the default", async () => {
    const path = join(user.home, "storage");
    await millrace("storage", "create", "--type", "local", "--name", "here", "--path", path, "--default", "--yes");
    expect(await millrace("storage", "ls")).toMatch(/here/);
  });

  it("creates the deployment of the file: every five minutes, tagged ml", async () => {
    const said = await millrace("deployment", "create", file);
    expect(said).toMatch(/main\/model_training/);
    expect(await millrace("deployment", "create", file)).toMatch(/unchanged/);
    expect(await millrace("deployment", "preview", "main/model_training")).toMatch(/\d\d:\d[05]:00/);
  });

  it("creates a work queue for the tag, which ends with the command that starts an agent", async () => {
    expect(await millrace("work-queue", "create", "ml", "--tag", "ml")).toContain('millrace agent start "ml"');
  });

  it("previews the queue: the scheduled runs are there", async () => {
    expect((await millrace("work-queue", "preview", "ml", "--hours", "1")).match(/Scheduled|in \d/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it("says why a run waits before an agent is there", async () => {
    const asked = await user.json<FlowRun>("deployment", "run", "main/model_training", "--json");
    expect(await millrace("flow-run", "why", asked.id)).toContain("millrace agent start");
  });

  it("starts an agent, and the run completes", async () => {
    startAgent("ml");
    const [waiting] = await user.json<FlowRun[]>("flow-run", "ls", "--limit", "1", "--state", "late", "--state", "scheduled", "--json");
    expect(waiting).toBeDefined();
    const { code, stdout, stderr } = await user.run(["deployment", "run", "main/model_training", "--param", "month=7", "--watch"]);
    expect([code, stdout, stderr]).toEqual([0, expect.stringContaining("training on 3 rows"), expect.stringContaining("Completed")]);
    expect(ledger()).toContain("read 7");
  });

  it("kills the agent in the middle of a run: another one takes the run over, and only the unfinished task runs again", async () => {
    const asked = await user.json<FlowRun>(
      "deployment",
      "run",
      "main/model_training",
      "--param",
      "month=3",
      "--param",
      "seconds=8",
      "--json",
    );
    await eventually(() => expect(ledger().at(-1)).toBe("train begins"), 30_000);
    await eventually(async () => {
      const tasks = await user.json<TaskRun[]>("task-run", "ls", "--flow-run", asked.id, "--json");
      expect(tasks.find(({ name }) => name.startsWith("read-data"))?.state_type).toBe("COMPLETED");
    }, 20_000);
    const [first] = agents.splice(0, 1);
    process.kill(-first!.pid!, "SIGKILL");
    startAgent("ml");
    await until(asked.id, "Completed");
    expect(ledger().filter((line) => line === "read 3")).toHaveLength(1);
    expect(ledger().filter((line) => line === "train begins").length).toBeGreaterThanOrEqual(2);
    const states = await millrace("flow-run", "inspect", asked.id);
    expect(states).toMatch(/Crashed[\s\S]*AwaitingRetry[\s\S]*Completed/);
  });
});
