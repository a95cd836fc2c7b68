import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDeployment } from "../deployed/deployment.ts";
import { type Laptop, laptop } from "../deployed/laptop.ts";
import { callersOf } from "../privileges/report.ts";
import { deployedFunctions } from "./functions.ts";
import { strike, wireCalls } from "./wire.ts";

const throttled = { status: 400, type: "ThrottlingException" };

describe("a service that refuses for a while", { timeout: 120_000 }, () => {
  let machine: Laptop;
  let accessKey: string;
  let starter: string;
  beforeAll(async () => {
    machine = await laptop(await readDeployment());
    const { resources, physical } = await deployedFunctions();
    const keyOf = (name: string) => callersOf(resources, physical).find(({ role }) => role === name)!.accessKey;
    accessKey = keyOf("ApiHandler");
    starter = keyOf("TickFunctionHandler");
  });
  afterAll(async () => {
    await strike();
    await machine[Symbol.asyncDispose]();
  });

  it.each(["GetItem", "PutItem", "Query", "BatchGetItem"])("DynamoDB on %s: the request takes longer and is done", async (operation) => {
    const struck = await strike({ accessKey, operation, answer: throttled, times: 3 });
    const flow = await machine.client.createFlow({ body: { name: `throttled ${operation}` } });
    const run = await machine.client.createFlowRun({ body: { flow_id: flow.id } });
    expect(await machine.client.filterFlowRuns({ body: { flow_runs: { id: { any_: [run.id] } } } })).toHaveLength(1);
    expect(await machine.client.filterFlowRuns({ body: { flows: { id: { any_: [flow.id] } } } })).toHaveLength(1);
    expect(await struck()).toEqual([3]);
  });

  it("DynamoDB that did it and lost the answer: it is done once", async () => {
    const flow = await machine.client.createFlow({ body: { name: "answer lost" } });
    const struck = await strike({
      accessKey,
      operation: "PutItem",
      answer: { status: 500, type: "InternalServerError", afterwards: true },
      times: 2,
    });
    await machine.client.createFlowRun({ body: { flow_id: flow.id } });
    expect(await struck()).toEqual([2]);
    expect(await machine.client.filterFlowRuns({ body: { flows: { id: { any_: [flow.id] } } } })).toHaveLength(1);
  });

  it("EventBridge Scheduler: the deployment gets its timer", async () => {
    const struck = await strike({ accessKey, operation: "POST /schedules/", answer: { ...throttled, status: 429 }, times: 3 });
    const [made] = JSON.parse(await machine.cli("deployment", "create", "test/cloud/flows/nightly.ts", "--json")) as { id: string }[];
    expect(await struck()).toEqual([3]);
    const timers = (await wireCalls()).filter(
      ({ method, path, status }) => method === "POST" && status === 200 && path.includes(`deployment-${made!.id}`),
    );
    expect(timers).toHaveLength(1);
    await machine.cli("deployment", "delete", "nightly/by-night", "--yes");
  });

  it("SQS once: the transition is announced all the same", async () => {
    const flow = await machine.client.createFlow({ body: { name: "announced late" } });
    const struck = await strike({ accessKey, operation: "SendMessageBatch", answer: throttled, times: 1 });
    const run = await machine.client.createFlowRun({ body: { flow_id: flow.id } });
    expect(await struck()).toEqual([1]);
    await expect.poll(() => eventsOf(run.id), { timeout: 30_000, interval: 500 }).toBe(1);
  });

  it("SQS for long: no request fails, and the transition is written", async () => {
    const flow = await machine.client.createFlow({ body: { name: "never announced" } });
    await strike({ accessKey, operation: "SendMessageBatch", answer: throttled, times: 50 });
    const run = await machine.client.createFlowRun({ body: { flow_id: flow.id } });
    await strike();
    expect((await machine.client.readFlowRun({ params: { id: run.id } })).state_type).toBe("PENDING");
  });

  it("ECS: a run that gets no task is said to wait for one, and gets it", async () => {
    await machine.cli("deployment", "create", "test/cloud/flows/placed.ts");
    const { id } = await machine.client.readDeploymentByName({ params: { flow_name: "placed", deployment_name: "sized" } });
    // as often as the client tries by itself
    const struck = await strike({ accessKey: starter, operation: "RunTask", answer: throttled, times: 6 });
    const run = await machine.client.createDeploymentRun({ params: { id }, body: {} });
    const why = async () => (await machine.client.readWhyWaiting({ params: { id: run.id } })).sentence;
    await expect.poll(why, { timeout: 60_000, interval: 250 }).toContain("ECS has no task for it right now (ThrottlingException");
    expect(await struck()).toEqual([6]);
    await expect.poll(why, { timeout: 60_000, interval: 250 }).toContain("Its Fargate task is starting");
    await machine.cli("flow-run", "cancel", run.id);
  });

  const eventsOf = async (run: string) => {
    const filter = { resource: { id: [`prefect.flow-run.${run}`] } };
    return (await machine.client.filterEvents({ body: { filter } })).events.length;
  };
});
