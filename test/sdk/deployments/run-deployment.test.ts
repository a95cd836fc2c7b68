import { deployment, flow, runDeployment } from "millrace";
import { openTestHarness } from "millrace/testing";
import { describe, expect, it } from "vitest";
import type { Client } from "#core/contract/client.ts";

const train = flow("train", async (trees: number) => trees);
const { request } = deployment({ flow: train, name: "nightly", tags: ["ml"], parameters: { trees: 20 } });

async function deployed(client: Client): Promise<string> {
  const { id } = await client.createFlow({ body: { name: "train" } });
  return (await client.createDeployment({ body: { ...request, flow_id: id } })).id;
}

describe("runDeployment", () => {
  it("asks for a run, with parameters and tags over the deployment's own", async () => {
    await using harness = await openTestHarness();
    const id = await deployed(harness.client);
    const run = await harness.run(() => runDeployment("train/nightly", { parameters: { trees: 2 }, tags: ["x"], name: "mine" }));
    expect(run).toMatchObject({ name: "mine", state: { type: "SCHEDULED" }, parameters: { trees: 2 } });
    expect(await harness.client.readFlowRun({ params: { id: run.id } })).toMatchObject({
      deployment_id: id,
      tags: expect.arrayContaining(["ml", "x"]),
    });
    expect((await harness.run(() => runDeployment(id))).parameters).toEqual({ trees: 20 });
  });

  it("makes one run for one key, at the time asked", async () => {
    await using harness = await openTestHarness();
    await deployed(harness.client);
    const ask = () => harness.run(() => runDeployment("train/nightly", { at: "2030-01-01T09:00", idempotencyKey: "k" }));
    const [one, other] = [await ask(), await ask()];
    expect(one.id).toBe(other.id);
    expect(one.state?.state_details.scheduled_time).toBe("2030-01-01T09:00:00.000000Z");
  });

  it("waits until the run has ended, or as long as it may", async () => {
    await using harness = await openTestHarness();
    await deployed(harness.client);
    const began = harness.clock.now();
    const unfinished = await harness.run(() => runDeployment("train/nightly", { wait: 60 }));
    expect(unfinished.state?.type).toBe("SCHEDULED");
    expect(harness.clock.now() - began).toBeGreaterThanOrEqual(60_000);
    const [ended] = await Promise.all([
      harness.run(() => runDeployment("train/nightly", { wait: true, name: "cancelled" })),
      cancelWhenThere(harness.client, "cancelled"),
    ]);
    expect(ended.state?.type).toBe("CANCELLED");
  });

  it("refuses what is no time, and tells of a deployment that is not there", async () => {
    await using harness = await openTestHarness();
    await expect(harness.run(() => runDeployment("train/nightly", { at: "soon" }))).rejects.toMatchObject({ code: "invalid-options" });
    await expect(harness.run(() => runDeployment("train/nope"))).rejects.toMatchObject({ status: 404 });
  });
});

async function cancelWhenThere(client: Client, name: string): Promise<void> {
  for (;;) {
    const [run] = await client.filterFlowRuns({ body: { flow_runs: { name: { any_: [name] } } } });
    if (run !== undefined) return void (await client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "CANCELLING" } } }));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
