import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { openPlace, type Place } from "./support.ts";

const LONG = 90_000;

const bodiesIn = (file: string) => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);
const beginnings = (file: string) => bodiesIn(file).filter((line) => line.startsWith("begin"));

async function names(place: Place, id: string): Promise<string[]> {
  const states = await place.client.readFlowRunStates({ query: { flow_run_id: id } });
  return states.map(({ name }) => name);
}

describe("two agents on one queue", () => {
  it("never run the same run", { timeout: LONG }, async () => {
    await using place = await openPlace();
    place.agent(["q", "--warm", "1", "--limit", "2"]);
    place.agent(["q", "--warm", "1", "--limit", "2"]);
    const deployment = await place.deploy("slow");
    const files = Array.from({ length: 6 }, (_, at) => join(place.path, `body-${at}`));
    const ids = await Promise.all(files.map((file) => place.run(deployment, { file, seconds: 0 })));
    for (const id of ids) expect((await place.until(id, undefined, 60_000)).state_type).toBe("COMPLETED");
    expect(files.map((file) => beginnings(file).length)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe("an API that goes away", () => {
  it("and comes back finds the runs that went on, each once", { timeout: LONG }, async () => {
    await using place = await openPlace();
    const agent = place.agent(["q", "--warm", "1"], { MILLRACE_API_URL: place.url });
    const file = join(place.path, "body");
    const deployment = await place.deploy("slow");
    const id = await place.run(deployment, { file, seconds: 3 });
    const waiting = await place.run(deployment, { file: join(place.path, "later"), seconds: 0 }, scheduledIn(4_000));
    await eventually(() => expect(beginnings(file)).toHaveLength(1), 20_000);
    place.server().process.kill("SIGKILL");
    await place.server().ended;
    await agent.written("The API is away");
    await eventually(() => expect(bodiesIn(file)).toHaveLength(2), 20_000);
    await place.restartServer();
    const run = await place.until(id);
    expect(run).toMatchObject({ state_type: "COMPLETED", run_count: 1 });
    expect(await names(place, id)).toEqual(["Scheduled", "Pending", "Running", "Completed"]);
    const ticks = (await place.logs(id)).filter((line) => line.includes("tick"));
    expect(ticks.map((line) => line.split("tick ")[1])).toEqual(["0", "5", "10", "15", "20", "25"]);
    expect((await place.until(waiting)).state_type).toBe("COMPLETED");
    expect(beginnings(file)).toHaveLength(1);
    await agent.written("The API is back");
  });
});

describe("an agent that is silent for longer than its lease", () => {
  it("loses its runs to another, and what it and its process say afterwards is refused", { timeout: LONG }, async () => {
    await using place = await openPlace({ leaseSeconds: 3 });
    const first = place.agent(["q", "--warm", "0", "--name", "first"]);
    const file = join(place.path, "body");
    const id = await place.run(await place.deploy("slow"), { file, seconds: 5 });
    await eventually(() => expect(beginnings(file)).toHaveLength(1), 20_000);
    const process1 = Number(beginnings(file)[0]?.split(" ")[1]);
    first.process.kill("SIGSTOP");
    process.kill(process1, "SIGSTOP");
    await place.until(id, (run) => run.state_name === "AwaitingRetry", 20_000);
    place.agent(["q", "--warm", "0", "--name", "second"]);
    await eventually(() => expect(beginnings(file)).toHaveLength(2), 20_000);
    first.process.kill("SIGCONT");
    process.kill(process1, "SIGCONT");
    await first.written("Lost");
    const run = await place.until(id);
    expect(run.state_type).toBe("COMPLETED");
    expect(await names(place, id)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "Crashed",
      "AwaitingRetry",
      "Pending",
      "Running",
      "Completed",
    ]);
    // the body that lost the run did not come to its end
    const ends = bodiesIn(file).filter((line) => line.startsWith("end"));
    expect(ends).toEqual([`end ${beginnings(file)[1]?.split(" ")[1]}`]);
    // and the agent takes runs again, as another one
    await eventually(async () => {
      const agents = await place.client.listAgents({});
      expect(agents.map(({ name }) => name).sort()).toEqual(["first", "second"]);
    }, 20_000);
  });

  it("killed outright, leaves a run that goes on elsewhere at once, with finished tasks kept", { timeout: LONG }, async () => {
    await using place = await openPlace();
    const first = place.agent(["q", "--warm", "1", "--name", "first"]);
    const file = join(place.path, "body");
    const id = await place.run(await place.deploy("slow"), { file, seconds: 3 });
    await eventually(() => expect(beginnings(file)).toHaveLength(1), 20_000);
    await place.until(id, (run) => run.state_type === "RUNNING");
    // once its first task is reported
    await eventually(async () => {
      const tasks = await place.client.filterTaskRuns({ body: { flow_runs: { id: { any_: [id] } } } });
      expect(tasks.map(({ state_type }) => state_type)).toEqual(["COMPLETED"]);
    }, 10_000);
    first.process.kill("SIGKILL");
    place.agent(["q", "--warm", "1", "--name", "second"]);
    const run = await place.until(id, undefined, 40_000);
    expect(run.state_type).toBe("COMPLETED");
    expect(await names(place, id)).toContain("Crashed");
    const tasks = await place.client.filterTaskRuns({ body: { flow_runs: { id: { any_: [id] } } } });
    expect(tasks.map(({ name, run_count }) => [name, run_count])).toEqual([["one-0", 1]]);
  });
});

describe("a flow that has ended while the API is away", () => {
  it("tries to tell it no longer than its agent's grace once the agent is gone too", {
    timeout: LONG,
  }, async () => {
    await using place = await openPlace();
    const agent = place.agent(["q", "--warm", "0", "--stop-grace", "1"], { MILLRACE_API_URL: place.url });
    const file = join(place.path, "body");
    await place.run(await place.deploy("slow"), { file, seconds: 2 });
    await eventually(() => expect(beginnings(file)).toHaveLength(1), 20_000);
    const flowProcess = Number(beginnings(file)[0]?.split(" ")[1]);
    place.server().process.kill("SIGKILL");
    await place.server().ended;
    await eventually(() => expect(bodiesIn(file)).toHaveLength(2), 20_000);
    // as long as the agent lives it would be told so for many minutes
    expect(isAlive(flowProcess)).toBe(true);
    agent.process.kill("SIGKILL");
    await eventually(() => expect(isAlive(flowProcess)).toBe(false), 20_000);
  });
});

/** Whether the process goes on; one that ended and nobody waited for counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, "utf8"));
}

function scheduledIn(ms: number) {
  return { state: { type: "SCHEDULED", state_details: { scheduled_time: new Date(Date.now() + ms).toISOString() } } };
}
