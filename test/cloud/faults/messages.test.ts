import { ReceiveMessageCommand, SendMessageCommand, SetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sqsClient } from "#cloud/clients.ts";
import type { Client } from "#core/contract/client.ts";
import { readDeployment } from "../deployed/deployment.ts";
import { clientOf } from "../deployed/laptop.ts";
import { callersOf } from "../privileges/report.ts";
import { emulatorConfig } from "../support/emulator.ts";
import { deployedFunctions } from "./functions.ts";
import { strike, wireCalls } from "./wire.ts";

describe("messages between the deployed functions", { timeout: 120_000 }, () => {
  let client: Client;
  let sqs: SQSClient;
  let urls: (prefix: string) => string;
  beforeAll(async () => {
    const { url, token } = await readDeployment();
    client = clientOf(url, token);
    sqs = sqsClient(emulatorConfig);
    const { physical } = await deployedFunctions();
    urls = (prefix) => [...physical].find(([id]) => new RegExp(`^${prefix}[0-9A-F]{8}$`).test(id))![1];
  });
  afterAll(() => sqs.destroy());

  const eventsOf = async (run: string) => {
    const filter = { resource: { id: [`prefect.flow-run.${run}`] } };
    return (await client.filterEvents({ body: { filter } })).events.map(({ id }) => id);
  };
  const makeRun = async (name: string) => {
    const flow = await client.createFlow({ body: { name } });
    return client.createFlowRun({ body: { flow_id: flow.id } });
  };

  it("that come twice make one event", async () => {
    const run = await makeRun("announced twice");
    await expect.poll(() => eventsOf(run.id), { timeout: 30_000, interval: 500 }).toHaveLength(1);
    const sent = (await wireCalls()).find(
      ({ headers, body }) => headers["x-amz-target"]?.endsWith("SendMessageBatch") && body.includes(run.id),
    )!;
    const { Entries } = JSON.parse(sent.body) as { Entries: { MessageBody: string }[] };
    const { MessageBody } = Entries.find(({ MessageBody: text }) => text.includes(run.id))!;
    for (let times = 0; times < 3; times++) await sqs.send(new SendMessageCommand({ QueueUrl: urls("EventsQueue"), MessageBody }));
    // what is sent after them is handled after them
    const later = await makeRun("announced after the repeats");
    await expect.poll(() => eventsOf(later.id), { timeout: 30_000, interval: 500 }).toHaveLength(1);
    expect(await eventsOf(run.id)).toHaveLength(1);
  });

  it("that nobody can read are dropped, and keep no other from being handled", { timeout: 120_000 }, async () => {
    const poison = `poison ${crypto.randomUUID()}`;
    for (const queue of ["EventsQueue", "TickQueue", "NotificationsQueue"]) {
      await sqs.send(new SendMessageCommand({ QueueUrl: urls(queue), MessageBody: poison }));
    }
    const run = await makeRun("beside what nobody can read");
    await expect.poll(() => eventsOf(run.id), { timeout: 60_000, interval: 500 }).toHaveLength(1);
  });

  it("that fail again and again end in the queue of the unhandled, and keep no other from being handled", {
    timeout: 180_000,
  }, async () => {
    const [QueueUrl, unhandled] = [urls("TickQueue"), urls("TickUnhandled")];
    const comesAgainAfter = (seconds: number) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: String(seconds) } }));
    const { resources, physical } = await deployedFunctions();
    const accessKey = callersOf(resources, physical).find(({ role }) => role === "TickFunctionHandler")!.accessKey;
    const refused = { status: 400, type: "AccessDeniedException" };
    await strike(...["GetItem", "Query", "BatchGetItem"].map((operation) => ({ accessKey, operation, answer: refused, times: 1000 })));
    // in AWS six minutes lie between two tries
    await comesAgainAfter(1);
    const tick = JSON.stringify({ deployment_id: crypto.randomUUID() });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: tick }));
    const run = await makeRun("beside what fails");
    await expect.poll(() => eventsOf(run.id), { timeout: 60_000, interval: 500 }).toHaveLength(1);
    const given: string[] = [];
    const look = async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: unhandled, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      given.push(...Messages.map(({ Body = "" }) => Body));
      return given;
    };
    await expect.poll(look, { timeout: 90_000, interval: 200 }).toContain(tick);
    await strike();
    await comesAgainAfter(360);
  });
});
