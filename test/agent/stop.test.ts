import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { openPlace } from "./support.ts";

const LONG = 60_000;

const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // one that has ended and that nobody waited for is gone too
    return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe("cancelling", () => {
  it("stops a run that listens, and says that it stopped by itself", { timeout: LONG }, async () => {
    await using place = await openPlace();
    place.agent();
    const file = join(place.path, "bodies");
    const id = await place.run(await place.deploy("slow"), { file, seconds: 60 });
    await eventually(() => expect(linesOf(file)).toHaveLength(1), 20_000);
    await place.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } });
    const run = await place.until(id);
    expect(run).toMatchObject({ state_type: "CANCELLED", state: { message: expect.stringMatching(/^Its process stopped by itself/) } });
    expect(linesOf(file)).toHaveLength(1);
    const tasks = await place.client.filterTaskRuns({ body: { flow_runs: { id: { any_: [id] } } } });
    expect(tasks.map(({ state_type }) => state_type)).toEqual(["COMPLETED"]);
  });

  it("ends the whole tree: a shell that minds no signal, and its child in a session of its own", { timeout: LONG }, async () => {
    await using place = await openPlace();
    place.agent();
    const file = join(place.path, "pids");
    const id = await place.run(await place.deploy("family"), { file });
    await eventually(() => expect(linesOf(file)).toHaveLength(2), 20_000);
    const pids = linesOf(file).map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    await place.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } });
    const run = await place.until(id);
    // Cancelled is said once they are gone, not before
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(run).toMatchObject({ state_type: "CANCELLED", state: { message: expect.stringContaining("it had started") } });
  });

  it("kills a process that is blocked, and says so", { timeout: LONG }, async () => {
    await using place = await openPlace();
    place.agent(["q", "--warm", "1", "--stop-grace", "1"]);
    const file = join(place.path, "pids");
    const id = await place.run(await place.deploy("blocked"), { file });
    await eventually(() => expect(linesOf(file)).toHaveLength(1), 20_000);
    await place.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } });
    const run = await place.until(id);
    expect(linesOf(file).map(Number).map(isAlive)).toEqual([false]);
    expect(run).toMatchObject({
      state_type: "CANCELLED",
      state: { message: expect.stringMatching(/did not stop by itself and was killed/) },
    });
    // what it could not tell any more
    const tasks = await place.client.filterTaskRuns({ body: { flow_runs: { id: { any_: [id] } } } });
    expect(tasks.map(({ state_type }) => state_type)).toEqual(["CANCELLED"]);
  });
});

describe("an agent that is told to stop", () => {
  it("lets runs finish within the grace, and takes no more", { timeout: LONG }, async () => {
    await using place = await openPlace();
    const agent = place.agent(["q", "--warm", "1", "--grace", "20"]);
    const deployment = await place.deploy("slow");
    const file = join(place.path, "bodies");
    const id = await place.run(deployment, { file, seconds: 2 });
    await eventually(() => expect(linesOf(file)).toHaveLength(1), 20_000);
    agent.process.kill("SIGTERM");
    await agent.written("waiting for 1 to finish");
    const other = await place.run(deployment, { file, seconds: 0 });
    expect(await agent.ended).toBe(0);
    expect(await place.client.readFlowRun({ params: { id } })).toMatchObject({ state_type: "COMPLETED" });
    expect(await place.client.readFlowRun({ params: { id: other } })).toMatchObject({ state_type: "SCHEDULED" });
    expect(await place.client.listAgents({})).toEqual([]);
  });

  it("gives back what does not finish, for another to run, with no attempt lost", { timeout: LONG }, async () => {
    await using place = await openPlace();
    const agent = place.agent(["q", "--warm", "1", "--grace", "1"]);
    const file = join(place.path, "bodies");
    const id = await place.run(await place.deploy("slow"), { file, seconds: 4 });
    await eventually(() => expect(linesOf(file)).toHaveLength(1), 20_000);
    agent.process.kill("SIGTERM");
    expect(await agent.ended).toBe(0);
    const [pid] = linesOf(file).map((line) => Number(line.split(" ")[1]));
    expect(isAlive(pid ?? 1)).toBe(false);
    const back = await place.client.readFlowRun({ params: { id } });
    expect(back).toMatchObject({ state_type: "SCHEDULED", state: { message: expect.stringContaining("stopped") } });
    place.agent();
    const run = await place.until(id);
    expect(run.state_type).toBe("COMPLETED");
    const states = await place.client.readFlowRunStates({ query: { flow_run_id: id } });
    expect(states.map(({ name }) => name)).not.toContain("Crashed");
    expect(linesOf(file).map((line) => line.split(" ")[0])).toEqual(["begin", "begin", "end"]);
  });
});
