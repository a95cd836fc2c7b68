import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListClustersCommand,
  ListServicesCommand,
  ListTasksCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ecsClient } from "#cloud/ecs/ecs-client.ts";
import { emulatorConfig } from "../support/emulator.ts";
import { runContainer } from "./container.ts";
import { type Deployment, readDeployment } from "./deployment.ts";
import { type Laptop, laptop } from "./laptop.ts";

/** The stack of the agents as it was deployed. ECS keeps its services and tasks and tells of them, but starts no container. */
describe("agents on Fargate, deployed", { timeout: 180_000 }, () => {
  const ecs = ecsClient(emulatorConfig);
  let deployment: Deployment;
  let machine: Laptop;
  let cluster: string;

  beforeAll(async () => {
    deployment = await readDeployment();
    machine = await laptop(deployment);
    await machine.cli("deployment", "create", "test/cloud/flows/placed.ts");
    cluster = (await ecs.send(new ListClustersCommand({}))).clusterArns!.find((arn) => arn.includes("MillraceAgents"))!;
  });
  afterAll(async () => {
    ecs.destroy();
    await machine[Symbol.asyncDispose]();
  });

  async function start(name: string): Promise<string> {
    const { id } = await machine.client.readDeploymentByName({ params: { flow_name: "placed", deployment_name: name } });
    return (await machine.client.createDeploymentRun({ params: { id }, body: {} })).id;
  }
  const read = (id: string) => machine.client.readFlowRun({ params: { id } });
  const state = async (id: string) => (await read(id)).state_name;

  /** The tasks that were started for a run. */
  async function tasksOf(run: string) {
    const listed = await Promise.all(
      (["RUNNING", "STOPPED"] as const).map((desiredStatus) => ecs.send(new ListTasksCommand({ cluster, startedBy: run, desiredStatus }))),
    );
    const tasks = [...new Set(listed.flatMap(({ taskArns = [] }) => taskArns))];
    return tasks.length === 0 ? [] : (await ecs.send(new DescribeTasksCommand({ cluster, tasks }))).tasks!;
  }
  async function taskOf(run: string) {
    await expect.poll(async () => (await tasksOf(run)).length, { timeout: 60_000, interval: 500 }).toBe(1);
    return (await tasksOf(run))[0]!;
  }

  it("are as many as the runs that wait take, and none again when those are done", async () => {
    const [service] = (await ecs.send(new ListServicesCommand({ cluster }))).serviceArns!;
    const desired = async () => (await ecs.send(new DescribeServicesCommand({ cluster, services: [service!] }))).services![0]!.desiredCount;
    expect(await desired()).toBe(0);
    for (let made = 0; made < 5; made += 1) await start("served");
    await expect.poll(desired, { timeout: 60_000, interval: 500 }).toBe(2);
    machine.agent("fargate", "--run-once");
    await expect.poll(desired, { timeout: 150_000, interval: 1000 }).toBe(0);
    const waiting = await machine.client.countFlowRuns({
      body: { flow_runs: { state: { type: { any_: ["SCHEDULED"] } } }, deployments: { name: { any_: ["served"] } } },
    });
    expect(waiting).toBe(0);
  });

  it("run an ecs() run to its end: the container its task has, as the definition of its shape says", async () => {
    const run = await start("sized");
    const task = await taskOf(run);
    expect(task).toMatchObject({ cpu: "1024", memory: "4096", capacityProviderName: "FARGATE_SPOT", group: "millrace-runs" });
    expect(await machine.client.readWhyWaiting({ params: { id: run } })).toMatchObject({
      code: "ready",
      sentence: expect.stringContaining("starting since"),
    });
    expect(await runContainer(ecs, task, deployment.url)).toBe(0);
    expect(await read(run)).toMatchObject({ state_name: "Completed", run_count: 1 });
    expect(await tasksOf(run)).toHaveLength(1);
  });

  it("lose a run whose task never starts, with ECS's reason", async () => {
    const run = await start("sized");
    const { taskArn } = await taskOf(run);
    await ecs.send(new StopTaskCommand({ cluster, task: taskArn, reason: "CannotPullContainerError: no such image" }));
    await expect.poll(() => state(run), { timeout: 60_000, interval: 500 }).toBe("Crashed");
    expect((await read(run)).state?.message).toContain("CannotPullContainerError: no such image");
  });

  it("have the task of a run stopped that is cancelled before it started", async () => {
    const run = await start("sized");
    await taskOf(run);
    await machine.cli("flow-run", "cancel", run);
    await expect.poll(async () => (await taskOf(run)).lastStatus, { timeout: 60_000, interval: 500 }).toBe("STOPPED");
    expect(await taskOf(run)).toMatchObject({ stoppedReason: "Millrace: its flow run is CANCELLED before it started." });
    expect(await state(run)).toBe("Cancelled");
  });
});
