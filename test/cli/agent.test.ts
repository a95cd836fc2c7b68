import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkQueue } from "#core/contract/work-queues.ts";
import { openPlace, type Place } from "#test/agent/support.ts";

const LONG = 60_000;
let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place[Symbol.asyncDispose]());

const start = async (...args: string[]) => {
  const agent = place.agent(args);
  return { code: await agent.ended, output: agent.output() };
};
const queues = async (): Promise<WorkQueue[]> => place.client.filterWorkQueues({ body: {} });

describe("millrace agent start", () => {
  it.each([
    [[], "Name the work queues to take runs of, or give a --tag."],
    [["q", "--tag", "ml"], "Give work queues or tags, not both."],
    [["--tag", "ml", "--create"], "--create is for named queues"],
    [["q", "--limit", "0"], "Expected a whole number from 1 to 1000."],
  ])("refuses %j before it does anything", { timeout: LONG }, async (args, said) => {
    const { code, output } = await start(...args);
    expect(code).toBe(2);
    expect(output).toContain(said);
  });

  it("--run-once ends with 0 when nothing is due, and when all completed", { timeout: LONG }, async () => {
    expect(await start("q", "--run-once")).toMatchObject({ code: 0, output: expect.stringContaining("Nothing was due.") });
    const ids = [await place.run(await place.deploy("steps")), await place.run(await place.deploy("steps"))];
    const { code, output } = await start("q", "--run-once");
    expect(code).toBe(0);
    expect(output.match(/✔ Completed .* \(steps\) in /g)).toHaveLength(2);
    for (const id of ids) expect((await place.client.readFlowRun({ params: { id } })).state_type).toBe("COMPLETED");
  });

  it("--run-once ends with 1 when a run did not complete", { timeout: LONG }, async () => {
    await place.run(await place.deploy("bad", { retries: { crash_retries: 0 } }), { how: "exit" });
    const { code, output } = await start("q", "--run-once");
    expect(code).toBe(1);
    expect(output).toContain("The process ended with code 3 before its flow had ended.");
  });

  it("says that a queue is not there, waits for it, and takes its runs once it is", { timeout: LONG }, async () => {
    const agent = place.agent(["late", "--warm", "0"]);
    await agent.written(
      'There is no work queue "late" yet; waiting for it. Make it with "millrace work-queue create late", or start with --create.',
    );
    await place.client.createWorkQueue({ body: { name: "late" } });
    const id = await place.run(await place.deploy("steps", { work_queue_name: "late" }));
    expect((await place.until(id)).state_type).toBe("COMPLETED");
    await agent.written("All work queues are there now.");
  });

  it("makes queues: named ones with --create, the one of a --tag in any case", { timeout: LONG }, async () => {
    await start("made", "--create", "--run-once");
    await start("--tag", "ml", "--tag", "gpu", "--run-once");
    await start("--tag", "gpu", "--tag", "ml", "--run-once");
    const found = (await queues()).filter(({ name }) => name === "made" || name.startsWith("Agent queue"));
    expect(found.map(({ name, filter }) => [name, filter?.tags ?? []])).toEqual([
      ["Agent queue gpu-ml", ["ml", "gpu"]],
      ["made", []],
    ]);
  });
});

describe("millrace agent ls", () => {
  it("lists who takes runs of what", { timeout: LONG }, async () => {
    const agent = place.agent(["q", "made", "--warm", "0", "--name", "listed"]);
    await agent.written("takes runs of");
    await place.until(await place.run(await place.deploy("steps")));
    const agents = await place.client.listAgents({});
    expect(agents.find(({ name }) => name === "listed")).toMatchObject({ work_queue_names: ["q", "made"] });
  });
});
