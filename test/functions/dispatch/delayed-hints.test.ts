import { afterEach, describe, expect, it } from "vitest";
import type { Deployment } from "#core/contract/deployments.ts";
import type { Timers } from "#core/ports/timers.ts";
import { armCrashPoint } from "#functions/crash-point.ts";
import { materialise, timerOf } from "#functions/services/deployments/materialise.ts";
import { createParts, type Parts } from "#functions/services/parts.ts";
import { hintQueue } from "#functions/services/work-queues/hints.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { tick } from "#functions/tick/tick.ts";
import { openTimers } from "#local/timers/timers.ts";
import { openTestApi, START, type TestApi } from "../support/api.ts";
import { deploy } from "./support.ts";

const opened: Timers[] = [];
afterEach(async () => {
  armCrashPoint(undefined);
  await Promise.all(opened.splice(0).map((timers) => timers.close()));
});

/** The parts as in the cloud: timers, and hints that are delayed until their run is due. */
async function cloudLike(): Promise<{ api: TestApi; parts: Parts; timers: Timers; queueId: string }> {
  const api = openTestApi();
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const patient = { ...api.clock, sleep };
  const timers = openTimers(":memory:", { clock: patient, queue: api.queue });
  opened.push(timers);
  const parts = createParts({ ...api.parts, timers, settings: { ...api.parts.settings, delayedHints: true } });
  const { id } = await api.client.createWorkQueue({ body: { name: "all" } });
  return { api, parts, timers, queueId: id };
}

/** The times of day at which agents of the queue are woken until then, looked at each second. */
async function wokenUntil({ api, queueId }: { api: TestApi; queueId: string }, seconds: number): Promise<string[]> {
  const woken: string[] = [];
  const until = api.clock.now() + seconds * 1000;
  while (api.clock.now() < until) {
    const messages = await api.queue.receive(hintQueue(queueId), { max: 10 });
    await api.queue.delete(
      hintQueue(queueId),
      messages.map(({ receipt }) => receipt),
    );
    for (const _ of messages) woken.push(new Date(api.clock.now()).toISOString().slice(11, 19));
    api.clock.advance(1000);
  }
  return woken;
}

async function timerOfDeployment(timers: Timers, deployment: Deployment) {
  const timer = await timers.get(timerOf(deployment.id));
  const at = timer?.schedule.kind === "at" ? timer.schedule.at : Number.NaN;
  return { at: (at - START) / 1000, body: timer?.body ?? "" };
}

describe("hints that are delayed until their run is due", () => {
  it("come to the second, for the runs until a little after the next tick, which goes on where they end", async () => {
    const cloud = await cloudLike();
    const deployment = await deploy(cloud.api);
    await materialise(cloud.parts, deployment.id);
    const timer = await timerOfDeployment(cloud.timers, deployment);
    // the run of 09:16 is the first that is not announced; two minutes before it, less what spreads deployments
    expect(timer.at).toBeGreaterThanOrEqual(13 * 60 + 40);
    expect(timer.at).toBeLessThanOrEqual(14 * 60);

    const first = await wokenUntil(cloud, 850);
    expect(first).toEqual(["09:02:00", "09:04:00", "09:06:00", "09:08:00", "09:10:00", "09:12:00", "09:14:00"]);
    await tick(cloud.parts, timer.body);
    expect(await wokenUntil(cloud, 600)).toEqual(["09:16:00", "09:18:00", "09:20:00", "09:22:00", "09:24:00"]);
  });

  it("are sent again by the message's next delivery when the tick dies before it has set the next timer", async () => {
    const cloud = await cloudLike();
    const deployment = await deploy(cloud.api);
    const body = JSON.stringify({ deployment_id: deployment.id });
    armCrashPoint((name) => {
      if (name === "tick:hinted") throw new Error("died here");
    });
    await expect(tick(cloud.parts, body)).rejects.toThrow("died here");
    expect(await cloud.timers.get(timerOf(deployment.id))).toBeNull();
    armCrashPoint(undefined);
    await tick(cloud.parts, body);
    expect((await timerOfDeployment(cloud.timers, deployment)).at).toBeGreaterThan(0);
    // twice, since a hint promises nothing
    expect(await wokenUntil(cloud, 121)).toEqual(["09:02:00", "09:02:00"]);
  });

  it("keep to a hundred at once, and the timer follows, for a schedule of seconds", async () => {
    const cloud = await cloudLike();
    const deployment = await deploy(cloud.api, { schedules: [{ schedule: { interval: 1, anchor_date: "2026-01-01" } }] });
    await materialise(cloud.parts, deployment.id);
    const timer = await timerOfDeployment(cloud.timers, deployment);
    expect(timer.at).toBeGreaterThanOrEqual(10);
    expect(timer.at).toBeLessThan(60);
    expect(await wokenUntil(cloud, 130)).toHaveLength(100);
  });

  it("announce the far-off run of a daily schedule two minutes ahead", async () => {
    const cloud = await cloudLike();
    const deployment = await deploy(cloud.api, { schedules: [{ schedule: { cron: "0 12 * * *", timezone: "UTC" } }] });
    await materialise(cloud.parts, deployment.id);
    expect(await wokenUntil(cloud, 5)).toEqual([]);
    const timer = await timerOfDeployment(cloud.timers, deployment);
    expect(timer.at).toBeGreaterThanOrEqual(3 * 3600 - 140);
    expect(timer.at).toBeLessThanOrEqual(3 * 3600 - 120);
    cloud.api.clock.advance(timer.at * 1000 + 59_000 - 5_000);
    await tick(cloud.parts, timer.body);
    expect(await wokenUntil(cloud, 300)).toEqual(["12:00:00"]);
  });

  it("come from the sweep for a run asked for at a far-off time", async () => {
    const cloud = await cloudLike();
    const deployment = await deploy(cloud.api, { schedules: [] });
    const scheduled_time = new Date(START + 3_600_000).toISOString();
    await cloud.api.client.createDeploymentRun({
      params: { id: deployment.id },
      body: { state: { type: "SCHEDULED", state_details: { scheduled_time } } },
    });
    const sweep = createSweep(cloud.parts);
    expect((await sweep()).coming).toBe(0);
    cloud.api.clock.advance(3_600_000 - 60_000);
    await wokenUntil(cloud, 1);
    expect((await sweep()).coming).toBe(1);
    expect(await wokenUntil(cloud, 90)).toEqual(["10:00:00"]);
  });

  it("are not sent where agents look by themselves", async () => {
    const { api, timers, queueId } = await cloudLike();
    const local = createParts({ ...api.parts, timers });
    const deployment = await deploy(api);
    await materialise(local, deployment.id);
    expect((await createSweep(local)()).coming).toBe(0);
    expect(await wokenUntil({ api, queueId }, 10)).toEqual([]);
  });
});
