import { describe, expect, it } from "vitest";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { endAgent, renewAgent } from "#functions/services/agents/agent-lease.ts";
import { createTaker } from "#functions/services/agents/take.ts";
import { materialise } from "#functions/services/deployments/materialise.ts";
import { removeSuperseded } from "#functions/services/deployments/superseded.ts";
import { deploymentDocument, deploymentKey, deploymentOf } from "#functions/services/documents/deployment.ts";
import { flowRunRecord } from "#functions/services/documents/flow-run.ts";
import { flowRunKey, limitKey } from "#functions/services/documents/keys.ts";
import { limitIdOf } from "#functions/services/documents/limit.ts";
import { takeSlots } from "#functions/services/limits/slots.ts";
import { markWaiting, wakeAllWaiting } from "#functions/services/limits/wake.ts";
import { writeState } from "#functions/services/runs/write-state.ts";
import { crashLostAgents, crashLostRuns } from "#functions/sweep/lost.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { meanwhile } from "../support/meanwhile.ts";
import { begin } from "../support/seed.ts";
import { agentOf, deploy, go, runsOf } from "./support.ts";

const isRun = ({ pk }: { readonly pk: string }) => pk.startsWith("RUN#");
const stored = async (api: TestApi, id: string) => (await api.store.get(flowRunKey(id)))!;

describe("a run that waits for a slot", () => {
  it("is nobody's to take, though somebody still reaches for it and the slot is free", async () => {
    const api = openTestApi();
    const { id } = await deploy(api, { schedules: [], concurrency_limit: 1 });
    for (let n = 0; n < 2; n += 1) await api.client.createDeploymentRun({ params: { id }, body: {} });
    const { agent, claim } = await agentOf(api);
    const [first] = await claim();
    const [waiting] = await api.client.filterFlowRuns({ body: { flow_runs: { state: { name: { any_: ["AwaitingConcurrencySlot"] } } } } });
    const document = await stored(api, waiting!.id);
    expect(flowRunRecord(document).waiting_for).toBe(`deployment:${id}`);
    // the slot is given back, and nobody was woken yet
    await api.store.delete(limitKey(limitIdOf(`deployment:${id}`)));
    const [queue] = await api.client.filterWorkQueues({ body: {} });
    const context = { requestId: "request", baseUrl: "http://127.0.0.1/api" };
    const taker = createTaker(api.parts, agent, context);
    expect(await taker.take({ document, queue: queue! })).toBe("taken-by-another");
    expect((await stored(api, waiting!.id)).version).toBe(document.version);
    await go(api, first!, "RUNNING", "COMPLETED");
    expect((await claim()).map(({ flow_run }) => flow_run.id)).toEqual([waiting!.id]);
  });
});

describe("an agent that renews its lease just as it is taken for lost", () => {
  it("stays, by the lease it has now and not by what a listing says", async () => {
    const api = openTestApi({ indexLagMs: 30_000, leaseSeconds: 60 });
    const { agent } = await agentOf(api);
    await renewAgent(api.parts, agent);
    api.clock.advance(59_000);
    await renewAgent(api.parts, agent);
    api.clock.advance(2_000);
    await crashLostAgents(api.parts);
    await expect(renewAgent(api.parts, agent)).resolves.toMatchObject({ gone: false });
  });

  it("and one that did not is ended once", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const { agent } = await agentOf(api);
    const { lease_expires_at } = await renewAgent(api.parts, agent);
    expect(await endAgent(api.parts, agent.id, formatTimestamp(api.clock.now()))).toBe(false);
    expect(await endAgent(api.parts, agent.id, lease_expires_at)).toBe(true);
    expect(await endAgent(api.parts, agent.id, lease_expires_at)).toBe(false);
    await expect(renewAgent(api.parts, agent)).rejects.toMatchObject({ code: "stale-epoch" });
  });
});

describe("a run that went to another since its holder was taken for lost", () => {
  it("is not crashed under the agent that has it now", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const { id } = await deploy(api, { schedules: [] });
    await api.client.createDeploymentRun({ params: { id }, body: {} });
    const [one, two] = [await agentOf(api), await agentOf(api)];
    const [claim] = await one.claim();
    await endAgent(api.parts, one.agent.id);
    let again: Awaited<ReturnType<typeof two.claim>> = [];
    // listed as the first one's, and looked at when the second has it
    const store = meanwhile(api.store, "get", isRun, async () => {
      await api.client.retireAgent({ body: { agent: one.agent } });
      again = await two.claim();
    });
    expect(await crashLostAgents({ ...api.parts, store })).toBe(0);
    expect(again.map(({ flow_run }) => flow_run.id)).toEqual([claim!.flow_run.id]);
    await go(api, again[0]!, "RUNNING", "COMPLETED");
  });

  it("is not crashed under the process that has just renewed its lease", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const run = await begin(api);
    api.clock.advance(61_000);
    const store = meanwhile(api.store, "get", isRun, () =>
      api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [] } }),
    );
    expect(await crashLostRuns({ ...api.parts, store })).toBe(0);
    expect(await api.client.readFlowRun({ params: { id: run.id } })).toMatchObject({ state_type: "RUNNING" });
    expect(await crashLostRuns(api.parts)).toBe(0);
    api.clock.advance(61_000);
    expect(await crashLostRuns(api.parts)).toBe(1);
  });
});

describe("the mark of a limit that somebody waits for", () => {
  /** A run that waits for a limit with two free slots, and that nobody was told of. */
  async function asleep(api: TestApi): Promise<string> {
    const { id } = await deploy(api, { schedules: [] });
    const { id: runId } = await api.client.createDeploymentRun({ params: { id }, body: {} });
    const document = await stored(api, runId);
    await writeState(api.parts, document.version, { ...flowRunRecord(document), waiting_for: "db" });
    return runId;
  }
  const limited = (api: TestApi, limit = 2) => api.client.createConcurrencyLimitV2({ body: { name: "db", limit } });
  const marks = async (api: TestApi) => (await api.store.query({ index: "list", pk: "WAITEDFOR" })).documents.map(({ body }) => body.limit);

  it("goes when nobody waits, and comes back for one who was put aside just then", async () => {
    const api = openTestApi();
    await limited(api);
    await markWaiting(api.parts, "db");
    let id = "";
    const store = meanwhile(
      api.store,
      "delete",
      ({ pk }) => pk.startsWith("WAITING#"),
      async () => {
        id = await asleep(api);
      },
    );
    expect(await wakeAllWaiting({ ...api.parts, store })).toBe(0);
    expect(await marks(api)).toEqual(["db"]);
    expect(await wakeAllWaiting(api.parts)).toBe(1);
    expect(flowRunRecord(await stored(api, id)).waiting_for).toBeNull();
    expect(await wakeAllWaiting(api.parts)).toBe(0);
    expect(await marks(api)).toEqual([]);
  });

  it("stays for one who marks it between the look and the deletion, and is about to wait", async () => {
    const api = openTestApi();
    await limited(api);
    await markWaiting(api.parts, "db");
    const isMark = ({ pk }: { readonly pk: string }) => pk.startsWith("WAITING#");
    const store = meanwhile(api.store, "delete", isMark, () => markWaiting(api.parts, "db"));
    await wakeAllWaiting({ ...api.parts, store });
    expect(await marks(api)).toEqual(["db"]);
  });

  it("wakes as many as there is room for, and the others when there is more", async () => {
    const api = openTestApi();
    await limited(api);
    await markWaiting(api.parts, "db");
    const holder = await asleep(api);
    expect(await wakeAllWaiting(api.parts)).toBe(1);
    await takeSlots(api.parts, { flow_run_id: holder }, [{ limit: "db" }]);
    for (let n = 0; n < 2; n += 1) await asleep(api);
    expect(await wakeAllWaiting(api.parts)).toBe(1);
    await takeSlots(api.parts, { flow_run_id: "00000000-0000-8000-8000-000000000001" }, [{ limit: "db" }]);
    expect(await wakeAllWaiting(api.parts)).toBe(0);
    expect(await marks(api)).toEqual(["db"]);
  });
});

describe("runs of a deployment that is changed just then", () => {
  it("are those of what it says afterwards, though others were made after the change removed what there was", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { paused: true, parameters: { n: 1 } });
    const current = deploymentOf((await api.store.get(deploymentKey(deployment.id)))!);
    await api.store.put(deploymentDocument({ ...current, paused: false }), "any");
    const store = meanwhile(api.store, "put", isRun, () =>
      api.client.updateDeployment({ params: { id: deployment.id }, body: { parameters: { n: 2 } } }),
    );
    await materialise({ ...api.parts, store }, deployment.id);
    const runs = await runsOf(api, deployment);
    expect([...new Set(runs.map(({ parameters }) => parameters.n))]).toEqual([2]);
    expect(runs.length).toBeGreaterThanOrEqual(30);
  });

  it("are gone with it when it is deleted", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { schedules: [{ schedule: { interval: 3600 }, active: false }] });
    const current = deploymentOf((await api.store.get(deploymentKey(deployment.id)))!);
    const schedules = current.schedules.map((schedule) => ({ ...schedule, active: true }));
    await api.store.put(deploymentDocument({ ...current, schedules }), "any");
    const store = meanwhile(api.store, "put", isRun, () => api.client.deleteDeployment({ params: { id: deployment.id } }));
    await materialise({ ...api.parts, store }, deployment.id);
    expect(await runsOf(api, deployment)).toEqual([]);
  });
});

describe("what a change of the deployment supersedes", () => {
  it("is what has not begun: one that was lost or is to be tried again stays", async () => {
    const api = openTestApi();
    const deployment = await deploy(api);
    const { claim } = await agentOf(api);
    api.clock.advance(480_000);
    const [lost, failed, handedBack] = await claim(3);
    await api.client.crashFlowRun({ params: { id: lost!.flow_run.id }, body: { epoch: 1, message: "gone" } });
    await go(api, failed!, "RUNNING", "FAILED");
    await api.client.retryFlowRun({ params: { id: failed!.flow_run.id }, body: {} });
    await go(api, handedBack!, "RUNNING");
    await api.client.crashFlowRun({ params: { id: handedBack!.flow_run.id }, body: { epoch: 1, message: "gone" } });
    const kept = [lost, failed, handedBack].map((one) => one!.flow_run.id);
    const runs = await Promise.all(kept.map((id) => api.client.readFlowRun({ params: { id } })));
    expect(runs.map(({ state_type, run_count }) => [state_type, run_count])).toEqual([
      ["SCHEDULED", 0],
      ["SCHEDULED", 1],
      ["SCHEDULED", 1],
    ]);
    const before = (await runsOf(api, deployment)).length;
    expect(await removeSuperseded(api.parts, deployment.id, null)).toBe(before - 3);
    expect((await runsOf(api, deployment)).map(({ id }) => id).sort()).toEqual(kept.sort());
  });

  it("is not what somebody takes between the look and the deletion", async () => {
    const api = openTestApi();
    const deployment = await deploy(api);
    const { claim } = await agentOf(api);
    api.clock.advance(480_000);
    const before = (await runsOf(api, deployment)).length;
    let taken: string[] = [];
    const store = meanwhile(api.store, "delete", isRun, async () => {
      taken = (await claim(2)).map(({ flow_run }) => flow_run.id);
    });
    expect(await removeSuperseded({ ...api.parts, store }, deployment.id, null)).toBe(before - 2);
    expect(taken).toHaveLength(2);
    expect((await runsOf(api, deployment)).map(({ id }) => id).sort()).toEqual(taken.sort());
  });

  it("is all of it, however much, but for what is older than a week, which is left to retention", async () => {
    const api = openTestApi();
    const deployment = await deploy(api, { schedules: [{ schedule: { interval: 1, anchor_date: "2026-01-01" } }] });
    const first = (await runsOf(api, deployment))[0]!;
    for (let n = 0; n < 3; n += 1) {
      api.clock.advance(90_000);
      await api.client.scheduleDeployment({ params: { id: deployment.id }, body: {} });
    }
    api.clock.advance(7 * 86_400_000 - 3 * 90_000 - 500);
    const kept = await api.client.countFlowRuns({ body: {} });
    expect(kept).toBeGreaterThan(300);
    // of the first second a week is over in a moment
    api.clock.advance(Date.parse(first.expected_start_time!) + 7 * 86_400_000 - api.clock.now() + 1);
    expect(await removeSuperseded(api.parts, deployment.id, null)).toBe(kept - 1);
    expect((await runsOf(api, deployment)).map(({ id }) => id)).toEqual([first.id]);
  });
});
