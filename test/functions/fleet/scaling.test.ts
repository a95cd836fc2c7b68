import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { armCrashPoint } from "#functions/crash-point.ts";
import { resizeFleet } from "#functions/services/fleet/resize.ts";
import { type EcsServer, ecsServer } from "#test/support/ecs-server.ts";
import { go } from "../dispatch/support.ts";
import { openTestApi } from "../support/api.ts";
import { takeAll } from "../support/consume.ts";
import { openFleetApi } from "./support.ts";

let ecs: EcsServer;
beforeEach(async () => {
  ecs = await ecsServer();
});
afterEach(async () => {
  armCrashPoint(undefined);
  await ecs[Symbol.asyncDispose]();
});

describe("the number of agents", () => {
  it("follows the runs that wait at once, as many to an agent as it carries on, and no further than it may", async () => {
    const api = await openFleetApi(ecs);
    await api.runs(3);
    await api.react();
    expect(api.told()).toEqual([2]);
    await api.runs(20);
    api.clock.advance(10_000);
    await api.react();
    expect(api.told()).toEqual([2, 3]);
  });

  it("is not asked for again while it is right: a hundred runs more are one change", async () => {
    const api = await openFleetApi(ecs);
    await api.runs(10);
    await api.react();
    const asked = ecs.calls.length;
    await api.runs(30);
    await api.react();
    expect(ecs.calls.length).toBe(asked);
    expect(api.told()).toEqual([3]);
  });

  it("changes no more than once in ten seconds; what had to wait is looked at then, without a sweep", async () => {
    const api = await openFleetApi(ecs);
    await api.runs(1);
    await api.react();
    await api.runs(4);
    await api.react();
    expect(api.told()).toEqual([1]);
    api.clock.advance(10_000);
    await api.react();
    expect(api.told()).toEqual([1, 3]);
  });

  it("stays while agents hold runs, and goes back to none when nothing was to do for the whole idle window", async () => {
    const api = await openFleetApi(ecs);
    await api.runs(2);
    await api.react();
    const claims = await api.claim(2);
    await api.minutes(20, api.beat);
    expect(api.told()).toEqual([1]);
    for (const claim of claims) await go(api, claim, "RUNNING", "COMPLETED");
    await api.minutes(10);
    expect(api.told()).toEqual([1]);
    await api.minutes(2);
    expect(api.told()).toEqual([1, 0]);
  });

  it("costs ECS nothing at rest", async () => {
    const api = await openFleetApi(ecs);
    await api.runs(1);
    await api.react();
    const [claim] = await api.claim(1);
    await go(api, claim!, "RUNNING", "COMPLETED");
    await api.minutes(15);
    expect(ecs.sizes.get("agents")).toBe(0);
    const asked = ecs.calls.length;
    await api.minutes(30);
    expect(ecs.calls.length).toBe(asked);
  });

  it("is set right again when somebody else changed it while there is work", async () => {
    const api = await openFleetApi(ecs);
    await api.runs(6);
    await api.react();
    ecs.sizes.set("agents", 0);
    await api.minutes(2);
    expect(ecs.sizes.get("agents")).toBe(3);
  });

  it.each(["fleet:decided", "fleet:told"])("is set right by the next look when a process dies at %s", async (point) => {
    const api = await openFleetApi(ecs);
    await api.runs(6);
    armCrashPoint((name) => {
      if (name === point) throw new Error("died");
    });
    await expect(resizeFleet(api.reacting)).rejects.toThrow("died");
    armCrashPoint(undefined);
    await resizeFleet(api.reacting);
    expect(ecs.sizes.get("agents")).toBe(3);
  });

  it("is what was decided last, though what was decided before comes to the service after it", async () => {
    const api = await openFleetApi(ecs);
    await api.runs(2);
    const late = Promise.withResolvers<undefined>();
    let first = true;
    ecs.fault = ({ action }) => {
      if (action !== "UpdateService" || !first) return undefined;
      first = false;
      return late.promise;
    };
    const overtaken = resizeFleet(api.reacting);
    await expect.poll(() => first).toBe(false);
    await api.runs(8);
    api.clock.advance(10_000);
    await resizeFleet(api.reacting);
    expect(ecs.sizes.get("agents")).toBe(3);
    late.resolve(undefined);
    await overtaken;
    expect(api.told()).toEqual([1, 3, 3]);
    expect(ecs.sizes.get("agents")).toBe(3);
  });

  it("is tried again by the sweep when ECS refuses, is counted for the alarm, and keeps no transition from being told", async () => {
    const api = await openFleetApi(ecs);
    ecs.fault = () => ({ type: "ThrottlingException", message: "Rate exceeded", status: 400 });
    await api.runs(1);
    await api.react();
    expect(api.counted).toEqual([{ AgentScalingFailures: 1 }]);
    expect(api.logged.join()).toContain("Rate exceeded");
    expect((await api.client.filterEvents({ body: {} })).events.map(({ event }) => event)).toContain("prefect.flow-run.Scheduled");
    ecs.fault = undefined;
    await api.minutes(1);
    expect(api.told().at(-1)).toBe(1);
    expect(ecs.sizes.get("agents")).toBe(1);
  });

  it("has nothing to do with runs of other queues, of paused ones, and of servers without such agents", async () => {
    const api = await openFleetApi(ecs, { work_queues: ["other"] });
    await api.runs(3);
    await api.react();
    expect(ecs.calls).toEqual([]);
    const paused = await openFleetApi(ecs);
    const [queue] = await paused.client.filterWorkQueues({ body: {} });
    await paused.client.updateWorkQueue({ params: { id: queue!.id }, body: { is_paused: true } });
    await paused.runs(3);
    await paused.react();
    expect(paused.told()).toEqual([0]);
    const alone = openTestApi({ settings: { delayedHints: true } });
    const flow = await alone.client.createFlow({ body: { name: "f" } });
    const { id } = await alone.client.createDeployment({ body: { flow_id: flow.id, name: "d", work_queue_name: "ml" } });
    await takeAll(alone, "events");
    await alone.client.createDeploymentRun({ params: { id }, body: {} });
    expect((await takeAll(alone, "events")).join()).not.toContain('"due"');
  });
});
