import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRunTasks } from "#cloud/ecs/run-tasks.ts";
import { systemIds } from "#core/ports/system.ts";
import { armCrashPoint } from "#functions/crash-point.ts";
import { createReact } from "#functions/react/react.ts";
import { FLEET_SETTINGS } from "#functions/services/documents/fleet.ts";
import { createParts } from "#functions/services/parts.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { tick } from "#functions/tick/tick.ts";
import { type EcsServer, ecsServer } from "#test/support/ecs-server.ts";
import { openTestApi } from "../support/api.ts";
import { consumeAll } from "../support/consume.ts";

let ecs: EcsServer;
/** Tasks by the text they were asked for under, as ECS keeps them apart. */
const tasks = new Map<string, { arn: string; run: string }>();
beforeEach(async () => {
  ecs = await ecsServer();
  tasks.clear();
  ecs.answers.set("StopTask", ({ task }) => ({ task: { taskArn: task } }));
  ecs.answers.set("RunTask", ({ clientToken, startedBy }) => {
    const known = tasks.get(String(clientToken)) ?? { arn: `arn:aws:ecs:r:1:task/c/task${tasks.size + 1}`, run: String(startedBy) };
    tasks.set(String(clientToken), known);
    return { tasks: [{ taskArn: known.arn }], failures: [] };
  });
});
afterEach(async () => {
  armCrashPoint(undefined);
  await ecs[Symbol.asyncDispose]();
});

const CAPACITY = { tasks: [], failures: [{ reason: "Capacity is unavailable at this time" }] };
const SETTINGS = {
  cluster: "c",
  service: "agents",
  work_queues: ["default"],
  runs_at_once: 2,
  min: 0,
  max: 3,
  idle_seconds: 600,
  tasks: { cluster: "c", definition: "agents:1", container: "Agent", subnets: ["s"], security_groups: [], public_ip: true },
};

async function open(given: { readonly crash_retries?: number } = {}) {
  const api = openTestApi({ settings: { delayedHints: true, canScaleAgents: true } });
  await api.store.put({ ...FLEET_SETTINGS, body: SETTINGS }, "any");
  const flow = await api.client.createFlow({ body: { name: "train" } });
  const bundle = { digest: "a".repeat(64), size: 1, key: "bundles/a", flow: "train" };
  const infrastructure = { type: "ecs" as const, cpu: 512, memory: 1024, spot: true };
  const deployment = await api.client.createDeployment({
    body: { flow_id: flow.id, name: "d", work_queue_name: "ml", bundle, infrastructure, retries: given },
  });
  const starting = createParts({ ...api.parts, tasks: openRunTasks(ecs.client) });
  const react = createReact(api.parts);
  const sweep = createSweep(api.parts);
  const stopped = () => ecs.calls.filter(({ action }) => action === "StopTask").map(({ input }) => input["task"]);
  return {
    ...api,
    /** What is due is started. */
    start: () =>
      consumeAll(api, "tick", async (messages) => {
        for (const { body } of messages) await tick(starting, body);
        return { again: [] };
      }),
    /** What follows from transitions. */
    react: () => consumeAll(api, "events", react),
    cancel: (id: string) => api.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } }),
    /** The tasks ECS was asked to stop. */
    asked: stopped,
    sweep,
    async run() {
      const { id } = await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
      return id;
    },
    read: (id: string) => api.client.readFlowRun({ params: { id } }),
    why: (id: string) => api.client.readWhyWaiting({ params: { id } }),
    /** The agent in the last task claims the run it was started for. */
    async claim(id: string) {
      const name = `ecs:${[...tasks.values()].at(-1)!.arn.split("/").at(-1)}`;
      const agent = { id: systemIds.uuid(), name };
      const { claim } = await api.client.claimFlowRun({ params: { id }, body: { holder: name, agent } });
      return claim === null ? null : { ...claim, agent };
    },
    /** ECS tells that the last task has stopped. */
    async stopped(given: { exitCode?: number; stopCode?: string; stoppedReason?: string }, arn = [...tasks.values()].at(-1)!.arn) {
      const { exitCode, ...said } = given;
      const startedBy = [...tasks.values()].at(-1)!.run;
      const detail = {
        taskArn: arn,
        lastStatus: "STOPPED",
        startedBy,
        group: "millrace-runs",
        containers: [{ name: "Agent", exitCode }],
        ...said,
      };
      await api.queue.send("events", [{ body: JSON.stringify({ source: "aws.ecs", "detail-type": "ECS Task State Change", detail }) }]);
      await consumeAll(api, "events", react);
    },
  };
}

describe("a run with a Fargate task of its own", () => {
  it("is given one task when it is due, which agents of queues never take, and goes through to its end under the agent in it", async () => {
    const api = await open();
    const id = await api.run();
    await api.start();
    expect([...tasks.values()].map(({ run }) => run)).toEqual([id]);
    const other = { id: systemIds.uuid(), name: "other" };
    expect((await api.client.claimFlowRuns({ body: { agent: other, work_queues: ["ml"], limit: 5 } })).claims).toEqual([]);
    const claim = await api.claim(id);
    expect(claim).toMatchObject({ flow_run: { id, state_type: "PENDING" }, lease: { agent_id: claim?.agent.id } });
    expect((await api.read(id)).ran_on).toEqual({ type: "ecs", holder: claim?.agent.name, cpu: 512, memory: 1024, spot: true });
    for (const type of ["RUNNING", "COMPLETED"] as const)
      await api.client.setFlowRunState({ params: { id }, body: { state: { type }, epoch: claim!.lease.epoch } });
    await api.stopped({ exitCode: 0, stopCode: "EssentialContainerExited" });
    expect(await api.read(id)).toMatchObject({ state_type: "COMPLETED" });
    await api.start();
    expect(tasks.size).toBe(1);
  });

  it("is started once, however often it is announced", async () => {
    const api = await open();
    const id = await api.run();
    const message = { body: JSON.stringify({ flow_run_id: id }) };
    await api.queue.send("tick", [message, message, message]);
    await api.start();
    await api.queue.send("tick", [message]);
    await api.start();
    expect(ecs.calls.filter(({ action }) => action === "RunTask")).toHaveLength(1);
    expect(await api.why(id)).toMatchObject({ code: "ready", sentence: expect.stringContaining("starting since") });
  });

  it.each(["launch:noted", "launch:asked"])("is started once though who starts it dies at %s, and does it again", async (point) => {
    const api = await open();
    const id = await api.run();
    armCrashPoint((name) => {
      if (name === point) throw new Error("died");
    });
    await expect(api.start()).rejects.toThrow("died");
    armCrashPoint(undefined);
    await api.start();
    expect(tasks.size).toBe(1);
    expect(await api.claim(id)).not.toBeNull();
  });

  it("waits longer and longer for capacity, first of Spot, then of what is always there, and says so", async () => {
    const api = await open();
    const started = ecs.answers.get("RunTask")!;
    ecs.answers.set("RunTask", () => CAPACITY);
    const id = await api.run();
    await api.start();
    expect(await api.why(id)).toMatchObject({ code: "no-placement", sentence: expect.stringContaining("Capacity is unavailable") });
    const asked = () => ecs.calls.filter(({ action }) => action === "RunTask");
    await api.start();
    expect(asked()).toHaveLength(1);
    api.clock.advance(7_000);
    await api.start();
    api.clock.advance(7_000);
    await api.start();
    expect(asked()).toHaveLength(2);
    api.clock.advance(7_000);
    await api.start();
    const strategies = asked().map(
      ({ input }) => (input["capacityProviderStrategy"] as { capacityProvider: string }[])[0]?.capacityProvider,
    );
    expect(strategies).toEqual(["FARGATE_SPOT", "FARGATE", "FARGATE_SPOT"]);
    ecs.answers.set("RunTask", started);
    api.clock.advance(60_000);
    await api.start();
    expect(await api.claim(id)).not.toBeNull();
  });

  it("crashes for good when ECS never would, with what it said", async () => {
    const api = await open();
    ecs.answers.set("RunTask", () => ({ type: "InvalidParameterException", message: "Invalid image" }));
    const id = await api.run();
    await api.start();
    expect(await api.read(id)).toMatchObject({ state_type: "CRASHED", state: { message: expect.stringContaining("Invalid image") } });
  });

  it("crashes with ECS's reason when its task never started, and is tried again in another as its policy says", async () => {
    const api = await open({ crash_retries: 1 });
    const id = await api.run();
    await api.start();
    const reason = "CannotPullContainerError: no such image";
    await api.stopped({ stopCode: "TaskFailedToStart", stoppedReason: reason });
    expect(await api.read(id)).toMatchObject({ state_name: "AwaitingRetry", state: { message: expect.stringContaining(reason) } });
    await api.start();
    expect(tasks.size).toBe(2);
    await api.stopped({ stopCode: "TaskFailedToStart", stoppedReason: reason });
    expect(await api.read(id)).toMatchObject({ state_type: "CRASHED", state: { message: expect.stringContaining("(TaskFailedToStart)") } });
  });

  it("crashes when its task is killed in the middle, at once; telling that twice, or of the task before, changes nothing", async () => {
    const api = await open();
    const id = await api.run();
    await api.start();
    const claim = await api.claim(id);
    await api.client.setFlowRunState({ params: { id }, body: { state: { type: "RUNNING" }, epoch: claim!.lease.epoch } });
    const [first] = [...tasks.values()];
    await api.stopped({ exitCode: 137, stoppedReason: "OutOfMemoryError: container killed" });
    expect(await api.read(id)).toMatchObject({ state_name: "AwaitingRetry", state: { message: expect.stringContaining("exit code 137") } });
    await api.stopped({ exitCode: 137 }, first!.arn);
    await api.start();
    expect(tasks.size).toBe(2);
    expect(await api.claim(id)).not.toBeNull();
    await api.stopped({ exitCode: 137 }, first!.arn);
    expect(await api.read(id)).toMatchObject({ state_type: "PENDING" });
  });

  it("gets another task when the agent in the first gave it back, without counting as a crash", async () => {
    const api = await open();
    const id = await api.run();
    await api.start();
    const claim = await api.claim(id);
    const runs = [{ id, epoch: claim!.lease.epoch }];
    await api.client.handBackFlowRuns({ body: { agent: claim!.agent, runs, reason: "Spot reclaims the machine." } });
    await api.start();
    expect(tasks.size).toBe(2);
    await api.stopped({ exitCode: 0, stopCode: "SpotInterruption" }, [...tasks.values()][0]!.arn);
    expect(await api.claim(id)).not.toBeNull();
  });

  it("is left alone by its task when it was cancelled before that started", async () => {
    const api = await open();
    const id = await api.run();
    await api.start();
    await api.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } });
    expect(await api.claim(id)).toBeNull();
    await api.stopped({ exitCode: 0 });
    await api.start();
    expect(await api.read(id)).toMatchObject({ state_type: "CANCELLED" });
    expect(tasks.size).toBe(1);
  });

  it("has its task stopped when it is cancelled before that started, and the event that tells of it changes nothing", async () => {
    const api = await open();
    const id = await api.run();
    await api.start();
    await api.cancel(id);
    await api.react();
    await api.start();
    const [task] = [...tasks.values()];
    expect(ecs.calls.at(-1)).toEqual({
      action: "StopTask",
      input: { cluster: "c", task: task!.arn, reason: "Millrace: its flow run is CANCELLED before it started." },
    });
    await api.stopped({ stopCode: "UserInitiated", stoppedReason: "Millrace: its flow run is CANCELLED before it started." });
    await api.start();
    expect(await api.read(id)).toMatchObject({ state_type: "CANCELLED" });
    expect([api.asked(), tasks.size]).toEqual([[task!.arn], 1]);
  });

  it.each(["launch:noted", "launch:asked", "launch:answered", "launch:needless-told", "launch:stopped"])(
    "is cancelled with its task stopped, though somebody dies at %s",
    async (point) => {
      const api = await open();
      const id = await api.run();
      let struck = false;
      armCrashPoint((name) => {
        if (name !== point || struck) return;
        struck = true;
        throw new Error("died");
      });
      const surviving = async (what: () => Promise<unknown>) => {
        await what().catch((error: Error) => expect(error.message).toBe("died"));
      };
      await surviving(api.start);
      await api.cancel(id);
      for (let twice = 0; twice < 2; twice += 1) {
        await surviving(api.react);
        await surviving(api.start);
      }
      expect(struck).toBe(true);
      expect(await api.read(id)).toMatchObject({ state_type: "CANCELLED" });
      const [task, ...others] = [...tasks.values()];
      expect(others).toEqual([]);
      expect(new Set(api.asked())).toEqual(new Set([task!.arn]));
    },
  );

  it("has its task stopped, too, when it is cancelled while that is being asked for", async () => {
    const api = await open();
    const started = ecs.answers.get("RunTask")!;
    const id = await api.run();
    ecs.answers.set("RunTask", async (input) => {
      ecs.answers.set("RunTask", started);
      await api.cancel(id);
      return started(input);
    });
    await api.start();
    expect(api.asked()).toEqual([[...tasks.values()][0]!.arn]);
  });

  it("keeps its task when an agent in it holds the run: that ends by itself", async () => {
    const api = await open();
    const id = await api.run();
    await api.start();
    const claim = await api.claim(id);
    await api.cancel(id);
    await api.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLED" }, epoch: claim!.lease.epoch } });
    await api.react();
    await api.start();
    expect(await api.read(id)).toMatchObject({ state_type: "CANCELLED" });
    expect(api.asked()).toEqual([]);
  });

  it("is of a deployment that is ready without an agent where there are such tasks, as one with lambda() is on every server", async () => {
    const { client } = await open();
    const [withTasks] = await client.filterDeployments({ body: {} });
    expect(withTasks).toMatchObject({ infrastructure: { type: "ecs" }, status: "READY", last_polled: null });
    const { id } = await client.createDeployment({
      body: { flow_id: withTasks!.flow_id, name: "small", infrastructure: { type: "lambda" } },
    });
    expect(await client.readDeployment({ params: { id } })).toMatchObject({ status: "READY" });
    const agents = await client.createDeployment({ body: { flow_id: withTasks!.flow_id, name: "taken", work_queue_name: "ml" } });
    expect(await client.readDeployment({ params: { id: agents.id } })).toMatchObject({ status: "NOT_READY" });
  });

  it("says in one sentence what a server without such tasks lacks, whose deployment is not ready", async () => {
    const api = openTestApi();
    const flow = await api.client.createFlow({ body: { name: "train" } });
    const infrastructure = { type: "ecs" as const, cpu: 512, memory: 1024, spot: true };
    const deployment = await api.client.createDeployment({ body: { flow_id: flow.id, name: "d", infrastructure } });
    expect(deployment).toMatchObject({ status: "NOT_READY" });
    const { id } = await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
    expect(await api.client.readWhyWaiting({ params: { id } })).toMatchObject({
      code: "no-placement",
      sentence: expect.stringContaining("deploy the agents' stack in AWS, or deploy the flow with subprocess()"),
    });
  });
});
