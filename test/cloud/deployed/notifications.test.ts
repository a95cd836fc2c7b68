import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "#core/contract/client.ts";
import { readDeployment } from "./deployment.ts";
import { clientOf } from "./laptop.ts";

describe("a notification of the deployed stack", { timeout: 180_000 }, () => {
  let client: Client;
  beforeAll(async () => {
    const { url, token } = await readDeployment();
    client = clientOf(url, token);
  });

  it("follows a failed run through both queues, and what became of it is in its history", async () => {
    const channel = { type: "webhook" as const, url: "http://127.0.0.1:1/nobody-listens" };
    const { id } = await client.createNotification({
      body: { name: "on failure", channel, match: { flows: ["doomed"], state_types: ["FAILED"] } },
    });
    const flow = await client.createFlow({ body: { name: "doomed" } });
    const run = await client.createFlowRun({ body: { flow_id: flow.id } });
    const state = { type: "FAILED" as const, message: "as was to be expected" };
    await client.setFlowRunState({ params: { id: run.id }, body: { state } });

    const tried = async () =>
      (await client.filterDeliveries({ params: { id }, query: {} })).filter(({ flow_run_id }) => flow_run_id === run.id);
    await expect.poll(tried, { timeout: 150_000, interval: 1000 }).toMatchObject([{ state_type: "FAILED", error: expect.any(String) }]);
    expect((await client.filterEvents({ body: {} })).events.length).toBeGreaterThan(0);
    await client.deleteNotification({ params: { id } });
  });
});
