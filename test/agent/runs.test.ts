import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { openPlace } from "./support.ts";

const LONG = 60_000;

describe("an agent", () => {
  it("takes a run, runs it in a process of its own, and its results are there", { timeout: LONG }, async () => {
    await using place = await openPlace();
    const agent = place.agent();
    const deployment = await place.deploy("steps");
    const id = await place.run(deployment, { start: 4 });
    const run = await place.until(id);
    expect(run).toMatchObject({ state_type: "COMPLETED", run_count: 1, state: { data: { type: "inline", value: "[7]" } } });
    const tasks = await place.client.filterTaskRuns({ body: { flow_runs: { id: { any_: [id] } } } });
    expect(tasks.map(({ name, state_type }) => [name, state_type]).sort()).toEqual([
      ["one-0", "COMPLETED"],
      ["one-1", "COMPLETED"],
      ["one-2", "COMPLETED"],
    ]);
    expect(await place.logs(id)).toEqual(["millrace.flow_runs: logged"]);
    await agent.written("Completed");
    expect(agent.output()).toMatch(new RegExp(`▸ ${run.name} \\(steps\\) started, from q\n✔ Completed ${run.name} \\(steps\\) in `));
  });
});

describe("an agent that is started for one run", () => {
  it("takes that one, which agents of its queue leave alone, and ends with it", { timeout: LONG }, async () => {
    await using place = await openPlace();
    const infrastructure = { type: "ecs", cpu: 512, memory: 1024, spot: true };
    const deployment = await place.deploy("steps", { infrastructure });
    const id = await place.run(deployment, { start: 4 });
    const other = place.agent(["q", "--run-once"]);
    await other.written("Nothing was due.");
    const own = place.agent(["--run", id]);
    expect(await place.until(id)).toMatchObject({ state_type: "COMPLETED", run_count: 1 });
    await own.written("Completed");
    const late = place.agent(["--run", id]);
    await late.written("There is nothing to run.");
  });
});

describe("the process of a run", () => {
  it("has its own working directory and variables, and its stray output is kept with the run", { timeout: LONG }, async () => {
    await using place = await openPlace();
    place.agent();
    const deployment = await place.deploy("stray", { infrastructure: { type: "subprocess", env: { GIVEN: "by the deployment" } } });
    const id = await place.run(deployment);
    const run = await place.until(id);
    expect(run.state_type).toBe("COMPLETED");
    const data = run.state?.data as { value: string } | undefined;
    const [[directory = 0, given = 0], ...values] = JSON.parse(data?.value ?? "[[]]") as [number[], ...string[]];
    expect(values[given - 1]).toBe("by the deployment");
    // the agent clears up once the process is gone, which is after the run's end
    await eventually(() => expect(existsSync(values[directory - 1] ?? "/")).toBe(false), 10_000);
    expect((await place.logs(id)).sort()).toEqual(["stderr: to stderr", "stdout: no end of line", "stdout: to stdout"]);
  });

  it.each([
    ["exit", /^The process ended with code 3 before its flow had ended\. Its last lines on stderr:\nlast words/],
    ["abort", /^The process was ended by SIGABRT, an abort\. /],
    ["SIGSEGV", /^The process was ended by SIGSEGV, a fault in native code\. /],
    ["SIGKILL", /^The process was ended by SIGKILL; it may have run out of memory\. /],
  ])("that ends by %s leaves a crashed run that says so, with what it did before", { timeout: LONG }, async (how, message) => {
    await using place = await openPlace();
    const agent = place.agent();
    const deployment = await place.deploy("bad", { retries: { crash_retries: 0 } });
    const id = await place.run(deployment, { how });
    const run = await place.until(id);
    expect(run).toMatchObject({ state_type: "CRASHED", state: { message: expect.stringMatching(message) } });
    expect(await place.logs(id)).toContain("stderr: last words");
    if (how === "exit") {
      const tasks = await place.client.filterTaskRuns({ body: { flow_runs: { id: { any_: [id] } } } });
      expect(tasks.map(({ name, state_type }) => [name, state_type])).toEqual([["one-0", "COMPLETED"]]);
    }
    await agent.written("Crashed");
  });

  it("that crashes is tried again, as often as its deployment says", { timeout: LONG }, async () => {
    await using place = await openPlace();
    place.agent();
    const id = await place.run(await place.deploy("bad", { retries: { crash_retries: 1 } }), { how: "exit" });
    await place.until(id);
    const states = await place.client.readFlowRunStates({ query: { flow_run_id: id } });
    expect(states.map(({ name }) => name)).toEqual([
      "Scheduled",
      "Pending",
      "Running",
      "Crashed",
      "AwaitingRetry",
      "Pending",
      "Running",
      "Crashed",
    ]);
  });
});

describe("a bundle that was tampered with", () => {
  it("is not run; the run says why and is not tried again", { timeout: LONG }, async () => {
    await using place = await openPlace();
    place.agent();
    const digest = "0".repeat(64);
    await place.blobs.put("bundles/tampered.mjs", Buffer.from("console.log('ran')"));
    const bundle = { digest, key: "bundles/tampered.mjs", size: 18, flow: "steps" };
    const id = await place.run(await place.deploy("steps", { bundle }));
    const run = await place.until(id);
    expect(run).toMatchObject({ state_type: "CRASHED", state: { message: expect.stringContaining("bundle-digest") } });
    expect(await place.logs(id)).toEqual([]);
  });

  it("on this machine is fetched anew", { timeout: LONG }, async () => {
    await using place = await openPlace();
    place.agent();
    const deployment = await place.deploy("steps");
    expect((await place.until(await place.run(deployment))).state_type).toBe("COMPLETED");
    const cache = join(place.path, "data", ".bundles");
    const [file = ""] = await readdir(cache);
    await writeFile(join(cache, file), "throw new Error('changed')");
    expect((await place.until(await place.run(deployment))).state_type).toBe("COMPLETED");
  });
});
