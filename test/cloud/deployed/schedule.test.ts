import { ListBucketsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { s3Client } from "#cloud/blobs/s3-client.ts";
import { sqsClient } from "#cloud/clients.ts";
import { emulatorConfig } from "../support/emulator.ts";
import { readDeployment } from "./deployment.ts";
import { type Laptop, laptop } from "./laptop.ts";

/** What a user does with nothing but the URL and a token: deploy a flow, start an agent, and look at what it ran. */
describe("a schedule in the deployed stack", { timeout: 180_000 }, () => {
  let machine: Laptop;
  beforeAll(async () => {
    machine = await laptop(await readDeployment());
  });
  afterAll(() => machine[Symbol.asyncDispose]());

  const runs = (state?: "COMPLETED") =>
    machine.client.filterFlowRuns({
      body: {
        flows: { name: { any_: ["heartbeat"] } },
        ...(state !== undefined && { flow_runs: { state: { type: { any_: [state] } } } }),
        sort: "EXPECTED_START_TIME_ASC",
        limit: 200,
      },
    });

  async function resultsInBuckets(): Promise<number> {
    const s3 = s3Client({ ...emulatorConfig, forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const listed = await Promise.all(Buckets.map(({ Name }) => s3.send(new ListObjectsV2Command({ Bucket: Name, Prefix: "results/" }))));
    s3.destroy();
    return listed.reduce((sum, { KeyCount = 0 }) => sum + KeyCount, 0);
  }

  it("fires, wakes an agent that has only a token, and the run completes with its results in the bucket", async () => {
    const [created] = JSON.parse(await machine.cli("deployment", "create", "test/cloud/flows/heartbeat.ts", "--json")) as { id: string }[];
    machine.agent("pulse", "--create");
    // each second: the hundred runs made at first are used up before a timer of theirs, and two ticks, have made more
    await expect.poll(async () => (await runs("COMPLETED")).length, { timeout: 150_000, interval: 1000 }).toBeGreaterThanOrEqual(3);
    const run = (await runs("COMPLETED")).at(-1);
    expect(run).toMatchObject({ deployment_id: created!.id, auto_scheduled: true, work_queue_name: "pulse" });
    const late = (Date.parse(run!.start_time!) - Date.parse(run!.expected_start_time!)) / 1000;
    expect(late).toBeGreaterThanOrEqual(0);

    const tasks = await machine.client.filterTaskRuns({ body: { flow_runs: { id: { any_: [run!.id] } } } });
    expect(tasks).toMatchObject([{ state_type: "COMPLETED" }, { state_type: "COMPLETED" }]);
    const logs = await machine.client.filterLogs({ body: { logs: { flow_run_id: { any_: [run!.id] } } } });
    expect(logs.map(({ message }) => message)).toContain("The sum is 42");
    expect(await resultsInBuckets()).toBeGreaterThan(0);
    console.log(`heartbeat: ${(await runs("COMPLETED")).length} runs completed, the first ${late.toFixed(1)} s after its time`);
  });

  it("goes on by its timer: EventBridge Scheduler sets off a tick, which makes and announces the next runs", {
    timeout: 180_000,
  }, async () => {
    const first = Math.max(...(await runs()).map((run) => Date.parse(run.expected_start_time!)));
    await expect
      .poll(async () => Math.max(...(await runs()).map((run) => Date.parse(run.expected_start_time!))), {
        timeout: 120_000,
        interval: 2000,
      })
      .toBeGreaterThan(first);
  });

  it("leaves nothing among the messages nobody could handle", async () => {
    const sqs = sqsClient({ ...emulatorConfig, useQueueUrlAsEndpoint: false });
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const counts = await Promise.all(
      QueueUrls.filter((url) => /Unhandled|Unsent|Missed/.test(url)).map(async (QueueUrl) => {
        const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }));
        return [QueueUrl.split("/").at(-1), answer.Attributes?.["ApproximateNumberOfMessages"]];
      }),
    );
    sqs.destroy();
    expect(counts.length).toBeGreaterThanOrEqual(5);
    expect(counts.filter(([, count]) => count !== "0")).toEqual([]);
  });

  it("ends with its deployment", async () => {
    await machine.cli("deployment", "delete", "heartbeat/often", "--yes");
    // a tick on its way takes back what it makes
    const left = async () => (await runs()).filter((run) => run.state_type === "SCHEDULED");
    await expect.poll(left, { timeout: 120_000, interval: 1000 }).toEqual([]);
  });
});
