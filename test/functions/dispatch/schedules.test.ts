import { afterEach, describe, expect, it } from "vitest";
import { armCrashPoint } from "#functions/crash-point.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { tick } from "#functions/tick/tick.ts";
import { openTestApi } from "../support/api.ts";
import { agentOf, deploy, runsOf, timesOf } from "./support.ts";

afterEach(() => armCrashPoint(undefined));

const hourly = (minute: number) => ({ schedule: { cron: `${minute} * * * *` } });

describe("the runs of a schedule", () => {
  it("are made ahead when the deployment is saved: at least three, an hour covered", async () => {
    const api = openTestApi();
    const often = await deploy(api);
    const runs = await runsOf(api, often);
    expect(timesOf(runs).slice(0, 3)).toEqual(["09:02:00", "09:04:00", "09:06:00"]);
    expect(timesOf(runs).at(-1)).toBe("10:02:00");
    expect(runs[0]).toMatchObject({ state_name: "Scheduled", auto_scheduled: true, created_by: { type: "SCHEDULE" } });
    const daily = await deploy(api, { name: "daily", schedules: [{ schedule: { cron: "0 6 * * *", timezone: "Europe/Kyiv" } }] });
    expect((await runsOf(api, daily)).length).toBeGreaterThanOrEqual(3);
  });

  it("are made once, however often and by however many this is done", async () => {
    const api = openTestApi();
    const deployment = await deploy(api);
    const before = await runsOf(api, deployment);
    const message = JSON.stringify({ deployment_id: deployment.id });
    await Promise.all([tick(api.parts, message), tick(api.parts, message), deploy(api)]);
    expect((await runsOf(api, deployment)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  it("go on as time does, and one that somebody deleted is not made again", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { schedules: [hourly(0)] });
    const [first, second] = await runsOf(api, deployment);
    await api.client.deleteFlowRun({ params: { id: second!.id } });
    api.clock.advance(3_600_000);
    await tick(api.parts, JSON.stringify({ deployment_id: deployment.id }));
    expect(timesOf(await runsOf(api, deployment)).slice(0, 4)).toEqual(["10:00:00", "12:00:00", "13:00:00", "14:00:00"]);
    expect(first?.state_name).toBe("Scheduled");
  });

  it.each(["tick:begin-noted", "tick:run-written", "tick:runs-made"] as const)(
    "are all there, though who made the first ones died at %s and was followed only minutes later",
    async (point) => {
      const api = openTestApi();
      armCrashPoint((name) => {
        if (name === point) throw new Error("died here");
      });
      await expect(deploy(api)).rejects.toThrow();
      armCrashPoint(undefined);
      api.clock.advance(10 * 60_000);
      const runs = await runsOf(api, await deploy(api));
      expect(timesOf(runs).slice(0, 7)).toEqual(["09:02:00", "09:04:00", "09:06:00", "09:08:00", "09:10:00", "09:12:00", "09:14:00"]);
    },
  );

  it("are removed with a pause and made again afterwards; what somebody asked for stays", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { schedules: [hourly(0)] });
    const asked = await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
    await api.client.pauseDeployment({ params: { id: deployment.id } });
    expect((await runsOf(api, deployment)).map(({ id }) => id)).toEqual([asked.id]);
    await api.client.resumeDeployment({ params: { id: deployment.id } });
    expect((await runsOf(api, deployment)).length).toBeGreaterThanOrEqual(4);
  });

  it("of an edited schedule give way to the new times; those of the others stay untouched", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { schedules: [hourly(0), hourly(30)] });
    const half = (await runsOf(api, deployment)).filter((run) => run.expected_start_time?.slice(14, 16) === "30");
    const edited = deployment.schedules[0]!;
    await api.client.updateDeploymentSchedule({
      params: { id: deployment.id, schedule_id: edited.id },
      body: { schedule: { cron: "15 * * * *" } },
    });
    const after = await runsOf(api, deployment);
    expect(new Set(timesOf(after).map((time) => time.slice(3, 5)))).toEqual(new Set(["15", "30"]));
    expect(after.filter((run) => half.some(({ id }) => id === run.id)).map(({ created }) => created)).toEqual(
      half.map(({ created }) => created),
    );
    await api.client.updateDeploymentSchedule({ params: { id: deployment.id, schedule_id: edited.id }, body: { active: false } });
    expect(new Set(timesOf(await runsOf(api, deployment)).map((time) => time.slice(3, 5)))).toEqual(new Set(["30"]));
    await api.client.deleteDeploymentSchedule({ params: { id: deployment.id, schedule_id: deployment.schedules[1]!.id } });
    expect(await runsOf(api, deployment)).toEqual([]);
  });

  it("carry the deployment's new parameters when those change, and keep a run that an agent holds", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { parameters: { n: 1 } });
    const { claim } = await agentOf(api);
    api.clock.advance(120_000);
    const [held] = await claim(1);
    await deploy(api, { parameters: { n: 2 } });
    const runs = await runsOf(api, deployment);
    expect(runs.find(({ id }) => id === held?.flow_run.id)?.parameters).toEqual({ n: 1 });
    expect(runs.filter(({ id }) => id !== held?.flow_run.id).every(({ parameters }) => parameters.n === 2)).toBe(true);
  });

  it("are healed by the sweep where a timer got lost", async () => {
    const api = openTestApi();
    const deployment = await deploy(api);
    const timers = {
      get: async () => null,
      put: async () => {},
      delete: async () => true,
      list: async () => ({ ids: [] }),
      close: async () => {},
    };
    api.clock.advance(3_600_000);
    const sweep = createSweep({ ...api.parts, timers });
    expect((await sweep()).scheduled).toBe(1);
    expect(timesOf(await runsOf(api, deployment)).at(-1)).toBe("11:02:00");
  });

  it.each([
    [{ cron: "0 25 * * *" }, "cron"],
    [{ cron: "0 0 30 2 *" }, "never fires"],
    [{ interval: 0 }, "interval"],
    [{ cron: "0 * * * * *" }, "6 fields"],
  ])("of %j are refused, and nothing is saved", async (schedule, why) => {
    const api = openTestApi();
    const flow = await api.client.createFlow({ body: { name: "pipeline" } });
    const answer = await api.send("POST", "/deployments/", { flow_id: flow.id, name: "nightly", schedules: [{ schedule }] });
    expect([answer.status, answer.problem.detail.toLowerCase()]).toEqual([422, expect.stringContaining(why)]);
    expect(await api.client.countDeployments({ body: {} })).toBe(0);
  });
});

describe("catching up on what passed while nobody looked", () => {
  const missed = async (catch_up: "all" | "latest" | "none" | { within: number }) => {
    const api = openTestApi();
    const deployment = await deploy(api, { schedules: [{ ...hourly(0), catch_up }] });
    // ten hours without anybody: four runs had been made ahead, six firings were not even made
    api.clock.advance(10 * 3_600_000 + 60_000);
    await tick(api.parts, JSON.stringify({ deployment_id: deployment.id }));
    const { claim } = await agentOf(api);
    const claims = await claim(100);
    return { started: timesOf(claims.map(({ flow_run }) => flow_run)), skipped: await runsOf(api, deployment, "Skipped") };
  };

  it("runs all of them by default", async () => {
    const { started, skipped } = await missed("all");
    expect([started.length, started[0], started.at(-1), skipped.length]).toEqual([10, "10:00:00", "19:00:00", 0]);
  });

  it("runs only the latest, none, or those of the last while; the others say why not", async () => {
    const latest = await missed("latest");
    expect(latest.started).toEqual(["19:00:00"]);
    expect(latest.skipped[0]?.state).toMatchObject({ type: "CANCELLED", message: expect.stringContaining('catches up "latest"') });
    expect((await missed("none")).started).toEqual([]);
    expect((await missed({ within: 7200 })).started).toEqual(["18:00:00", "19:00:00"]);
  });
});
