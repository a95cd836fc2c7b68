import { describe, expect, it } from "vitest";
import * as z from "zod";
import { runClaimedFlow } from "#sdk/engine/run-flow.ts";
import { currentRuntime } from "#sdk/engine/runtime.ts";
import { flowDefinitionOf } from "#sdk/flow/registry.ts";
import { flow, task } from "#sdk/index.ts";
import { openTestHarness, type TestHarness } from "#sdk/testing/index.ts";

const agent = { id: "00000000-0000-4000-8000-000000000001", name: "tester" };

/** Makes a run of a deployment of the flow, and claims it as an agent does. */
async function claimed(harness: TestHarness, name: string, parameters: Record<string, unknown>, more: object = {}) {
  const { client } = harness;
  const { id: flow_id } = await client.createFlow({ body: { name } });
  await client.createWorkQueue({ body: { name: "q" } }).catch(() => {});
  const { id } = await client.createDeployment({ body: { name: "d", flow_id, work_queue_name: "q", ...more } });
  await client.createDeploymentRun({ params: { id }, body: { parameters } });
  const { claims } = await client.claimFlowRuns({ body: { agent, work_queues: ["q"], limit: 1 } });
  return claims[0]!;
}

async function run(harness: TestHarness, definition: unknown, claim: Awaited<ReturnType<typeof claimed>>, epoch = claim.lease.epoch) {
  const found = flowDefinitionOf(definition);
  if (found === undefined) throw new Error("That is no flow.");
  return harness.run(async () =>
    runClaimedFlow(await currentRuntime(), found, { flowRun: claim.flow_run, epoch, hasPrior: claim.has_prior }),
  );
}

describe("a claimed run", () => {
  it("gets its parameters as the one object they are, as the schema gives them", async () => {
    await using harness = await openTestHarness();
    const fit = flow({ name: "fit", parameters: z.object({ trees: z.number(), day: z.string().default("today") }) }, (given) => given);
    const end = await run(harness, fit, await claimed(harness, "fit", { trees: "12" }));
    expect(end).toMatchObject({ state: { type: "COMPLETED" }, came: { value: { trees: 12, day: "today" } } });
  });

  it.each([
    [{ name: "one" }, async (day: unknown) => day, { day: "2026-11-26" }, "2026-11-26"],
    [{ name: "object" }, async (given: unknown) => given, { day: "x", limit: 2 }, { day: "x", limit: 2 }],
    [{ name: "several" }, async (limit: unknown, day: unknown) => [limit, day], { day: "x", limit: 2 }, [2, "x"]],
    [{ name: "none" }, async () => "nothing", {}, "nothing"],
  ])("gives a function without a schema what it names: %o", async (options, fn, parameters, expected) => {
    await using harness = await openTestHarness();
    const end = await run(harness, flow(options, fn as never), await claimed(harness, options.name, parameters));
    expect(end.came).toEqual({ value: expected });
  });

  it("whose parameters do not fit fails without being entered, and is not tried again", async () => {
    await using harness = await openTestHarness();
    let entered = false;
    const fit = flow({ name: "fit", retries: 3, parameters: z.object({ trees: z.number() }) }, () => {
      entered = true;
    });
    const end = await run(harness, fit, await claimed(harness, "fit", { trees: "many" }));
    expect(entered).toBe(false);
    expect(end.state).toMatchObject({ type: "FAILED", message: expect.stringContaining("trees") });
    const [stored] = await harness.flowRuns();
    expect((await harness.states(stored!)).map(({ name }) => name)).toEqual(["Scheduled", "Pending", "Failed"]);
  });

  it("keeps results by default, and fails over one that can't be kept only if that was asked for", async () => {
    await using harness = await openTestHarness();
    const make = task({ name: "make" }, async () => () => "a function");
    const kept = await run(
      harness,
      flow({ name: "kept" }, async () => 5),
      await claimed(harness, "kept", {}),
    );
    expect(kept.state).toMatchObject({ type: "COMPLETED", data: { type: "inline", value: "[5]" } });
    const lenient = await run(
      harness,
      flow({ name: "lenient" }, async () => make()),
      await claimed(harness, "lenient", {}),
    );
    expect(lenient.state).toMatchObject({ type: "COMPLETED" });
    const asked = await run(
      harness,
      flow({ name: "asked", persistResult: true }, async () => make()),
      await claimed(harness, "asked", {}),
    );
    expect(asked.state.type).toBe("FAILED");
  });

  it("is tried again in its process as its flow says, where its deployment says nothing", async () => {
    await using harness = await openTestHarness();
    let calls = 0;
    const shaky = flow({ name: "shaky", retries: 2, retryDelaySeconds: 600 }, async () => {
      calls += 1;
      if (calls < 3) throw new Error(`call ${calls}`);
      return calls;
    });
    const end = await run(harness, shaky, await claimed(harness, "shaky", {}));
    expect(end).toMatchObject({ state: { type: "COMPLETED" }, came: { value: 3 } });
  });

  it("is tried again as its deployment says, over what its flow says", async () => {
    await using harness = await openTestHarness();
    let calls = 0;
    const shaky = flow({ name: "shaky", retries: 5 }, async () => {
      calls += 1;
      throw new Error("always");
    });
    const end = await run(harness, shaky, await claimed(harness, "shaky", {}, { retries: { retries: 1 } }));
    expect([end.state.type, calls]).toEqual(["FAILED", 2]);
  });

  it("under a stale epoch is not entered", async () => {
    await using harness = await openTestHarness();
    let entered = false;
    const late = flow({ name: "late" }, async () => {
      entered = true;
    });
    const claim = await claimed(harness, "late", {});
    await expect(run(harness, late, claim, claim.lease.epoch - 1)).rejects.toMatchObject({ code: "run-refused" });
    expect(entered).toBe(false);
    expect((await harness.flowRuns())[0]?.state_type).toBe("PENDING");
  });

  it("that was cancelled before it began says so, and is not entered", async () => {
    await using harness = await openTestHarness();
    let entered = false;
    const gone = flow({ name: "gone" }, async () => {
      entered = true;
    });
    const claim = await claimed(harness, "gone", {});
    await harness.client.setFlowRunState({ params: { id: claim.flow_run.id }, body: { state: { type: "CANCELLING" } } });
    const end = await run(harness, gone, claim);
    expect([end.state.type, entered]).toEqual(["CANCELLED", false]);
  });

  it("takes the name its flow words", async () => {
    await using harness = await openTestHarness();
    const named = flow({ name: "named", runName: "train {model}" }, async (_: unknown) => {});
    await run(harness, named, await claimed(harness, "named", { model: "forest" }));
    expect((await harness.flowRuns())[0]?.name).toBe("train forest");
  });
});
