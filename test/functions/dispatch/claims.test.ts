import { describe, expect, it, vi } from "vitest";
import type { ClaimAnswer } from "#core/contract/agents.ts";
import { systemIds } from "#core/ports/system.ts";
import { claimServices } from "#functions/services/agents/claim.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { openTestApi } from "../support/api.ts";
import { agentOf, deploy, go, runsOf, timesOf } from "./support.ts";

describe("claiming", () => {
  it("hands out what is due with a lease, once, and its process goes through to the end under the epoch", async () => {
    const api = openTestApi();
    const bundle = { digest: "a".repeat(64), size: 10, key: `bundles/${"a".repeat(64)}.mjs`, flow: "pipeline" };
    const deployment = await deploy(api, { bundle, infrastructure: { type: "subprocess", env: { A: "1" } } });
    const [one, two] = [await agentOf(api), await agentOf(api)];
    expect(await one.claim()).toEqual([]);
    api.clock.advance(120_000);
    const [claims, others] = await Promise.all([one.claim(), two.claim()]);
    expect([claims.length + others.length]).toEqual([1]);
    const claim = [...claims, ...others][0]!;
    expect(claim).toMatchObject({
      flow_name: "pipeline",
      flow_run: { state_name: "Pending", deployment_id: deployment.id },
      lease: { epoch: 1 },
      work_queue_name: "all",
      bundle: { ...bundle, url: expect.stringContaining("signature=") },
      infrastructure: { env: { A: "1" } },
      has_prior: false,
    });
    await go(api, claim, "RUNNING", "COMPLETED");
    expect(await api.client.readFlowRun({ params: { id: claim.flow_run.id } })).toMatchObject({
      state_name: "Completed",
      run_count: 1,
      ran_on: { type: "subprocess", holder: claim.lease.holder },
    });
    expect(await one.claim()).toEqual([]);
  });

  it("shares a burst out among agents of several servers: each run once, and few are reached for in vain", async () => {
    const api = openTestApi();
    await api.client.createWorkQueue({ body: { name: "all" } });
    const { id } = await deploy(api, { schedules: [] });
    for (let n = 0; n < 60; n++) await api.client.createDeploymentRun({ params: { id }, body: {} });
    const reached = vi.spyOn(api.store, "put");
    const claim = async () => {
      const agent = { id: systemIds.uuid(), name: "agent" };
      const body = { agent, work_queues: ["all"], limit: 20, wait_seconds: 0, prefetch_seconds: 0, held: undefined };
      const context = { requestId: "request", baseUrl: "http://127.0.0.1/api" };
      const request = { params: undefined, query: undefined, body } as never;
      return (await claimServices(api.parts).claimFlowRuns(request, context)) as ClaimAnswer;
    };
    const answers = await Promise.all([claim(), claim(), claim()]);
    const taken = answers.flatMap(({ claims }) => claims.map(({ flow_run }) => flow_run.id));
    expect([taken.length, new Set(taken).size]).toEqual([60, 60]);
    const tries = reached.mock.calls.filter(([document]) => document.pk.startsWith("RUN#"));
    // each after the other would reach for three times as many
    expect(tries.length).toBeLessThan(130);
  });

  it("takes a run that names a queue only for that queue, and by tags for the queues whose filter it meets", async () => {
    const api = openTestApi();
    await api.client.createWorkQueue({ body: { name: "ml", filter: { tags: ["ml"] } } });
    const named = await deploy(api, { name: "named", schedules: [], work_queue_name: "gpu" });
    const tagged = await deploy(api, { name: "tagged", schedules: [], tags: ["ml", "x"] });
    const plain = await deploy(api, { name: "plain", schedules: [] });
    for (const { id } of [named, tagged, plain]) await api.client.createDeploymentRun({ params: { id }, body: {} });
    const taken = async (queue: string) => {
      const { claims } = await api.client.claimFlowRuns({
        body: { agent: { id: systemIds.uuid(), name: queue }, work_queues: [queue], limit: 9 },
      });
      return claims.map(({ flow_run }) => [named, tagged, plain].find(({ id }) => id === flow_run.deployment_id)?.name);
    };
    expect(await taken("ml")).toEqual(["tagged"]);
    // the queue a deployment names is made with it
    expect(await taken("gpu")).toEqual(["named"]);
    await agentOf(api);
    expect(await taken("all")).toEqual(["plain"]);
    expect(
      (await api.client.claimFlowRuns({ body: { agent: { id: systemIds.uuid(), name: "a" }, work_queues: ["nope"], limit: 1 } }))
        .unknown_work_queues,
    ).toEqual(["nope"]);
  });

  it("serves urgent queues first, paused ones not at all, and of each the longest due first", async () => {
    const api = openTestApi();
    await api.client.createWorkQueue({ body: { name: "slow", priority: 5, filter: { tags: ["slow"] } } });
    const fast = await api.client.createWorkQueue({ body: { name: "fast", filter: { tags: ["fast"] } } });
    const slowly = await deploy(api, { name: "slowly", schedules: [], tags: ["slow"] });
    const fastly = await deploy(api, { name: "fastly", schedules: [], tags: ["fast"] });
    for (const { id } of [slowly, slowly, fastly]) {
      await api.client.createDeploymentRun({ params: { id }, body: {} });
      api.clock.advance(1000);
    }
    const { claim } = await agentOf(api, ["slow", "fast"]);
    await api.client.updateWorkQueue({ params: { id: fast.id }, body: { is_paused: true } });
    expect((await claim(1))[0]?.work_queue_name).toBe("slow");
    await api.client.updateWorkQueue({ params: { id: fast.id }, body: { is_paused: false } });
    expect((await claim(5)).map(({ work_queue_name }) => work_queue_name)).toEqual(["fast", "slow"]);
  });

  it("takes runs ahead when asked to, whose process waits for the time", async () => {
    const api = openTestApi();
    await deploy(api);
    const { claim } = await agentOf(api);
    const [ahead] = await claim(10, 120);
    expect(timesOf([ahead!.flow_run])).toEqual(["09:02:00"]);
    const answer = await api.client.setFlowRunState({
      params: { id: ahead!.flow_run.id },
      body: { state: { type: "RUNNING" }, epoch: ahead!.lease.epoch },
    });
    expect(answer).toMatchObject({ status: "WAIT", details: { delay_seconds: 120 } });
  });

  it("is refused to nobody by runs no queue of the agent takes, however many there are", async () => {
    const api = openTestApi();
    await api.client.createWorkQueue({ body: { name: "ml", filter: { tags: ["ml"] } } });
    const others = await deploy(api, { name: "others", schedules: [] });
    for (let count = 0; count < 120; count += 1) await api.client.createDeploymentRun({ params: { id: others.id }, body: {} });
    api.clock.advance(1000);
    const mine = await deploy(api, { name: "mine", schedules: [], tags: ["ml"] });
    await api.client.createDeploymentRun({ params: { id: mine.id }, body: {} });
    expect(await (await agentOf(api, ["ml"])).claim(1)).toHaveLength(1);
  });
});

describe("limits", () => {
  it("of a queue, a deployment and a schedule hold; whoever waits goes on by himself, the longest waiting first", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { concurrency_limit: 1, schedules: [] });
    for (let count = 0; count < 3; count += 1) {
      await api.client.createDeploymentRun({ params: { id: deployment.id }, body: { name: `run-${count}` } });
      api.clock.advance(10);
    }
    const { claim } = await agentOf(api);
    const [first, ...none] = await claim();
    expect([first?.flow_run.name, none.length]).toEqual(["run-0", 0]);
    const waiting = await runsOf(api, deployment, "AwaitingConcurrencySlot");
    expect(waiting.map(({ name }) => name)).toEqual(["run-1", "run-2"]);
    expect(await api.client.readWhyWaiting({ params: { id: waiting[0]!.id } })).toMatchObject({ code: "concurrency" });
    await go(api, first!, "RUNNING", "COMPLETED");
    expect((await claim()).map(({ flow_run }) => flow_run.name)).toEqual(["run-1"]);
  });

  it("that are full do not hold up runs of other deployments", async () => {
    const api = openTestApi();
    const full = await deploy(api, { name: "full", concurrency_limit: 1, schedules: [] });
    for (let count = 0; count < 30; count += 1) await api.client.createDeploymentRun({ params: { id: full.id }, body: {} });
    api.clock.advance(10);
    const free = await deploy(api, { name: "free", schedules: [] });
    const run = await api.client.createDeploymentRun({ params: { id: free.id }, body: {} });
    const { claim } = await agentOf(api);
    expect((await claim(2)).map(({ flow_run }) => flow_run.id)).toContain(run.id);
  });

  it("cancel the new run where the deployment says so", async () => {
    const api = openTestApi();
    const options = { collision_strategy: "CANCEL_NEW" as const };
    const deployment = await deploy(api, { concurrency_limit: 1, concurrency_options: options, schedules: [] });
    for (let count = 0; count < 2; count += 1) await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
    expect(await (await agentOf(api)).claim()).toHaveLength(1);
    expect((await runsOf(api, deployment, "Cancelled"))[0]?.state?.message).toContain("concurrency limit of 1");
  });

  it.each([
    ["skip", ["Pending", "Skipped"]],
    ["queue", ["Pending", "AwaitingConcurrencySlot"]],
    ["cancel-running", ["Cancelling", "AwaitingConcurrencySlot"]],
    ["allow", ["Pending", "Pending"]],
  ] as const)("by overlap policy %s", async (overlap, states) => {
    const api = openTestApi();
    const deployment = await deploy(api, { schedules: [{ schedule: { interval: 120, anchor_date: "2026-01-01" }, overlap }] });
    const { claim } = await agentOf(api);
    api.clock.advance(120_000);
    expect(await claim()).toHaveLength(1);
    api.clock.advance(120_000);
    await claim();
    expect((await runsOf(api, deployment)).slice(0, 2).map(({ state_name }) => state_name)).toEqual(states);
  });

  it("are not leaked by an agent that is lost: its run is started again and the next one waits for it", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const deployment = await deploy(api, { concurrency_limit: 1, schedules: [] });
    for (let count = 0; count < 2; count += 1) {
      await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
      api.clock.advance(5);
    }
    expect(await (await agentOf(api)).claim()).toHaveLength(1);
    api.clock.advance(61_000);
    expect(await createSweep(api.parts)()).toMatchObject({ lost: 1 });
    const again = await agentOf(api);
    const seen = new Set<string>();
    for (let round = 0; round < 2; round += 1) {
      const [claim, ...more] = await again.claim();
      expect(more).toEqual([]);
      seen.add(claim!.flow_run.id);
      await go(api, claim!, "RUNNING", "COMPLETED");
    }
    expect(seen.size).toBe(2);
  });
});

describe("a limit that is changed", () => {
  it("lets in at once who waits for it, and one of nothing is a pause", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { concurrency_limit: 1, schedules: [] });
    for (let count = 0; count < 4; count += 1) await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
    const { claim } = await agentOf(api);
    expect(await claim()).toHaveLength(1);
    await api.client.updateDeployment({ params: { id: deployment.id }, body: { concurrency_limit: 3 } });
    expect(await claim()).toHaveLength(2);
    expect(await runsOf(api, deployment, "AwaitingConcurrencySlot")).toHaveLength(1);

    const [queue] = await api.client.filterWorkQueues({ body: {} });
    await api.client.updateWorkQueue({ params: { id: queue!.id }, body: { concurrency_limit: 0 } });
    await api.client.updateDeployment({ params: { id: deployment.id }, body: { concurrency_limit: null } });
    expect(await claim()).toEqual([]);
    const [waiting] = await api.client.filterFlowRuns({ body: { flow_runs: { state: { type: { any_: ["SCHEDULED"] } } } } });
    expect(await api.client.readWhyWaiting({ params: { id: waiting!.id } })).toMatchObject({ code: "queue-paused" });
    await api.client.updateWorkQueue({ params: { id: queue!.id }, body: { concurrency_limit: null } });
    expect(await claim()).toHaveLength(1);
  });
});

describe("agents that come and go", () => {
  it("get no run that nobody would start, since whoever asked for it has gone", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { schedules: [] });
    await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
    const { agent, claim } = await agentOf(api);
    const ask = (signal: AbortSignal) =>
      claimServices(api.parts).claimFlowRuns(
        { body: { agent, work_queues: ["all"], limit: 5, wait_seconds: 0, prefetch_seconds: 0 } } as never,
        { requestId: "r", baseUrl: "http://127.0.0.1/api", signal },
      );
    expect(await ask(AbortSignal.abort())).toMatchObject({ claims: [] });
    expect(await claim()).toHaveLength(1);
  });

  it("are forgotten after a while", async () => {
    const api = openTestApi();
    for (let count = 0; count < 3; count += 1) {
      const { agent, claim } = await agentOf(api);
      await claim();
      await api.client.retireAgent({ body: { agent } });
    }
    const agents = async () => (await api.store.query({ index: "list", pk: "AGENTS" })).documents.length;
    const sweep = createSweep(api.parts);
    await sweep();
    expect(await agents()).toBe(3);
    api.clock.advance(601_000);
    await sweep();
    expect(await agents()).toBe(0);
  });
});
