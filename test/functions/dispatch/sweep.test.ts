import { afterEach, describe, expect, it } from "vitest";
import { queues } from "#core/contract/messages.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Timers } from "#core/ports/timers.ts";
import { timerOf } from "#functions/services/deployments/materialise.ts";
import { flowRunRecord } from "#functions/services/documents/flow-run.ts";
import { flowRunKey } from "#functions/services/documents/keys.ts";
import { changeState, writeState } from "#functions/services/runs/write-state.ts";
import { hintQueue } from "#functions/services/work-queues/hints.ts";
import { endExpiredPauses } from "#functions/sweep/expired-pauses.ts";
import { markLateRuns } from "#functions/sweep/late.ts";
import { healSchedules } from "#functions/sweep/schedules.ts";
import { createSweep, type Situation } from "#functions/sweep/sweep.ts";
import { openTimers } from "#local/timers/timers.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { takeAll } from "../support/consume.ts";
import { meanwhile } from "../support/meanwhile.ts";
import { begin } from "../support/seed.ts";
import { agentOf, deploy, go, runsOf } from "./support.ts";

const opened: Timers[] = [];
afterEach(() => Promise.all(opened.splice(0).map((timers) => timers.close())));

/** The parts with timers that fire only when their clock is told, which it never is. */
function withTimers(api: TestApi) {
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const timers = openTimers(":memory:", { clock: { ...api.clock, sleep }, queue: api.queue });
  opened.push(timers);
  return { parts: { ...api.parts, timers }, timers };
}

const isRun = ({ pk }: { readonly pk: string }) => pk.startsWith("RUN#");
const stateOf = async (api: TestApi, id: string) => (await api.client.readFlowRun({ params: { id } })).state_name;

describe("a pass of the sweep", () => {
  it("takes nobody for lost before a server that was away has been there for a lease", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const run = await begin(api);
    const { agent, claim } = await agentOf(api);
    const { id } = await deploy(api, { schedules: [] });
    await api.client.createDeploymentRun({ params: { id }, body: {} });
    await claim();
    api.clock.advance(61_000);
    const sweep = createSweep(api.parts, { patientUntil: api.clock.now() + 60_000 });
    expect((await sweep()).lost).toBe(0);
    expect([await stateOf(api, run.id), agent.name]).toEqual(["Running", "agent-1"]);
    api.clock.advance(60_001);
    expect((await sweep()).lost).toBe(2);
  });

  it("goes on where a part of it fails, and says which and why", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const run = await begin(api);
    api.clock.advance(61_000);
    const broken = ({ pk }: { readonly pk: string }) => pk === "AGENTS";
    const store = meanwhile(api.store, "query", broken, () => Promise.reject(new Error("the table is throttled")));
    const swept = await createSweep({ ...api.parts, store, log: api.parts.log })();
    expect(swept).toMatchObject({ lost: 1, failed: 1 });
    expect(await stateOf(api, run.id)).toBe("Crashed");
    expect(api.logged.join("\n")).toContain('"what":"Sweeping lost agents failed.","error":"Error: the table is throttled');
  });
});

describe("messages nobody could handle", () => {
  it("are counted by one look in four minutes, with the queues they lie in, and cost nothing in between", async () => {
    const api = openTestApi();
    let [asked, ticks] = [0, 2];
    const deadLetters = async () => {
      asked += 1;
      return [
        { queue: "events", messages: 0 },
        { queue: "tick", messages: ticks },
        { queue: "timers", messages: 1 },
      ];
    };
    const sweep = createSweep({ ...api.parts, deadLetters });
    const found = [];
    for (let minute = 0; minute < 9; minute += 1) {
      found.push((await sweep()).unhandled);
      api.clock.advance(60_000);
    }
    expect(found).toEqual([3, 0, 0, 0, 3, 0, 0, 0, 3]);
    expect(asked).toBe(3);
    const said = api.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ queue }) => queue !== undefined);
    expect(said.slice(0, 2)).toMatchObject([
      { level: "error", queue: "tick", messages: 2 },
      { level: "error", queue: "timers", messages: 1 },
    ]);
    ticks = 0;
    expect((await createSweep({ ...api.parts, deadLetters })()).unhandled).toBe(1);
    expect((await createSweep(api.parts)()).unhandled).toBe(0);
  });

  it("are asked for again by the next pass when a look at them failed", async () => {
    const api = openTestApi();
    let isAway = true;
    const deadLetters = async () => {
      if (isAway) throw new Error("SQS is away");
      return [{ queue: "events", messages: 4 }];
    };
    const sweep = createSweep({ ...api.parts, deadLetters });
    expect(await sweep()).toMatchObject({ failed: 1, unhandled: 0 });
    isAway = false;
    expect(await sweep()).toMatchObject({ failed: 0, unhandled: 4 });
  });
});

describe("the situation", () => {
  it("is told where runs wait or agents are there: how many, for how long, and how many", async () => {
    const api = openTestApi({ leaseSeconds: 60 });
    const told: Situation[] = [];
    const sweep = createSweep(api.parts, { onSituation: (situation) => told.push(situation) });
    await sweep();
    expect(told).toEqual([]);
    const { id } = await deploy(api, { schedules: [] });
    const run = () => api.client.createDeploymentRun({ params: { id }, body: {} });
    await run();
    api.clock.advance(4000);
    await run();
    await sweep();
    api.clock.advance(20_000);
    await (await agentOf(api)).claim(1);
    await sweep();
    api.clock.advance(61_000);
    await sweep();
    expect(told).toEqual([
      { runs_waiting: 2, longest_wait_ms: 4000, agents: 0 },
      { runs_waiting: 1, longest_wait_ms: 20_000, agents: 1 },
      expect.objectContaining({ agents: 0 }),
    ]);
  });
});

describe("late runs", () => {
  it("wake agents of their queue once a pass, also after they are marked; one that waits in its process is none of them", async () => {
    const api = openTestApi();
    const queue = await api.client.createWorkQueue({ body: { name: "ml" } });
    const { id } = await deploy(api, { schedules: [], work_queue_name: "ml", retries: { retries: 1, retry_delay: 1 } });
    const created = [];
    for (let n = 0; n < 3; n += 1) created.push(await api.client.createDeploymentRun({ params: { id }, body: {} }));
    const [held] = await (await agentOf(api, ["ml"])).claim(1);
    await go(api, held!, "RUNNING", "FAILED");
    expect(await stateOf(api, held!.flow_run.id)).toBe("AwaitingRetry");
    await takeAll(api, hintQueue(queue.id));
    api.clock.advance(16_000);
    expect(await markLateRuns(api.parts)).toBe(2);
    expect(await takeAll(api, hintQueue(queue.id))).toHaveLength(1);
    expect(await markLateRuns(api.parts)).toBe(0);
    expect(await takeAll(api, hintQueue(queue.id))).toHaveLength(1);
    const late = await api.client.filterFlowRuns({ body: { flow_runs: { state: { name: { any_: ["Late"] } } } } });
    expect(late.map((run) => run.id).sort()).toEqual(
      created
        .map((run) => run.id)
        .filter((run) => run !== held!.flow_run.id)
        .sort(),
    );
    expect(late.every(({ next_scheduled_start_time }) => next_scheduled_start_time !== null)).toBe(true);
  });

  it("are found behind a long row of those marked before, and not a moment too soon", async () => {
    const api = openTestApi();
    await api.client.createWorkQueue({ body: { name: "ml" } });
    const { id } = await deploy(api, { schedules: [], work_queue_name: "ml" });
    for (let n = 0; n < 205; n += 1) await api.client.createDeploymentRun({ params: { id }, body: {} });
    api.clock.advance(16_000);
    expect(await markLateRuns(api.parts)).toBe(205);
    await api.client.createDeploymentRun({ params: { id }, body: {} });
    api.clock.advance(14_000);
    expect(await markLateRuns(api.parts)).toBe(0);
    api.clock.advance(2_000);
    expect(await markLateRuns(api.parts)).toBe(1);
  });
});

describe("a pause that ran out", () => {
  const suspended = async (api: TestApi, seconds: number) => {
    const { id } = await deploy(api, { schedules: [] });
    await api.client.createDeploymentRun({ params: { id }, body: {} });
    const [claim] = await (await agentOf(api)).claim();
    await go(api, claim!, "RUNNING");
    const pause_timeout = formatTimestamp(api.clock.now() + seconds * 1000);
    const state = { type: "PAUSED" as const, name: "Suspended", state_details: { pause_reschedule: true, pause_timeout } };
    await api.client.setFlowRunState({ params: { id: claim!.flow_run.id }, body: { state, epoch: 1 } });
    return claim!.flow_run.id;
  };

  it("ends its run, and one with time left stays, and is not read each time", async () => {
    const api = openTestApi();
    const [first, second] = [await suspended(api, 60), await suspended(api, 600)];
    api.clock.advance(59_000);
    let read = false;
    const store = meanwhile(api.store, "get", isRun, async () => {
      read = true;
    });
    expect(await endExpiredPauses({ ...api.parts, store })).toBe(0);
    expect(read).toBe(false);
    api.clock.advance(2_000);
    expect(await endExpiredPauses(api.parts)).toBe(1);
    expect([await stateOf(api, first), await stateOf(api, second)]).toEqual(["Failed", "Suspended"]);
    expect((await api.client.readFlowRun({ params: { id: first } })).state?.message).toBe("The flow was paused and never resumed.");
    expect(await endExpiredPauses(api.parts)).toBe(0);
  });

  it("leaves alone a run that was resumed between the look and the end", async () => {
    const api = openTestApi();
    const id = await suspended(api, 60);
    api.clock.advance(59_999);
    const store = meanwhile(api.store, "get", isRun, () => api.client.resumeFlowRun({ params: { id }, body: {} }));
    const clock = { ...api.clock, now: () => api.clock.now() + 1_000 };
    expect(await endExpiredPauses({ ...api.parts, store, clock })).toBe(0);
    expect(await stateOf(api, id)).toBe("Resuming");
  });

  it.each([
    { what: "is paused once more, with time left", name: "Suspended", pause_reschedule: true, seconds: 600 },
    { what: "waits in its process, which ends itself", name: "Paused", pause_reschedule: false, seconds: 5 },
  ])("leaves alone a run that went on in between and $what", async ({ name, pause_reschedule, seconds }) => {
    const api = openTestApi();
    const id = await suspended(api, 60);
    api.clock.advance(59_999);
    const store = meanwhile(api.store, "get", isRun, async () => {
      await api.client.resumeFlowRun({ params: { id }, body: {} });
      const [claim] = await (await agentOf(api)).claim();
      await go(api, claim!, "RUNNING");
      const pause_timeout = formatTimestamp(api.clock.now() + seconds * 1000);
      const state = { type: "PAUSED" as const, name, state_details: { pause_reschedule, pause_timeout } };
      await api.client.setFlowRunState({ params: { id }, body: { state, epoch: claim!.lease.epoch } });
    });
    const clock = { ...api.clock, now: () => api.clock.now() + 10_000 };
    expect(await endExpiredPauses({ ...api.parts, store, clock })).toBe(0);
    expect(await stateOf(api, id)).toBe(name);
  });

  it("leaves alone a run that was cancelled in between, by a client that passes on what the pause said", async () => {
    const api = openTestApi();
    const id = await suspended(api, 60);
    const { state } = await api.client.readFlowRun({ params: { id } });
    api.clock.advance(61_000);
    const cancelled = { type: "CANCELLED" as const, state_details: { pause_timeout: state!.state_details.pause_timeout } };
    const store = meanwhile(api.store, "get", isRun, () =>
      api.client.setFlowRunState({ params: { id }, body: { state: cancelled, force: true } }),
    );
    expect(await endExpiredPauses({ ...api.parts, store })).toBe(0);
    expect(await stateOf(api, id)).toBe("Cancelled");
  });
});

describe("schedules whose timer got lost", () => {
  it("are healed in turn, twenty a pass, and those that are right cost nothing", async () => {
    const api = openTestApi();
    for (let n = 0; n < 45; n += 1)
      await deploy(api, { name: `d${String(n).padStart(2, "0")}`, schedules: [{ schedule: { interval: 86_400 } }] });
    const { parts } = withTimers(api);
    const passes = [];
    for (let n = 0; n < 6; n += 1) passes.push(await healSchedules(parts));
    expect(passes).toEqual([20, 20, 5, 0, 0, 0]);
    expect(await api.store.get({ pk: "SWEEP", sk: "SCHEDULES" })).toBeNull();
  });

  it("and of a deployment that is paused the timer goes, with runs that a late writer left", async () => {
    const api = openTestApi();
    const deployment = await deploy(api);
    const left = await runsOf(api, deployment);
    const { parts, timers } = withTimers(api);
    expect(await healSchedules(parts)).toBe(1);
    expect(await timers.get(timerOf(deployment.id))).not.toBeNull();
    await api.client.pauseDeployment({ params: { id: deployment.id } });
    const document = await api.store.get(flowRunKey(left[0]!.id));
    expect(document).toBeNull();
    expect(await healSchedules(parts)).toBe(1);
    expect(await timers.get(timerOf(deployment.id))).toBeNull();
    expect(await healSchedules(parts)).toBe(0);
  });

  it("are looked at from the beginning where the place of the last pass means nothing any more", async () => {
    const api = openTestApi();
    await deploy(api);
    const { parts } = withTimers(api);
    await api.store.put({ pk: "SWEEP", sk: "SCHEDULES", body: { cursor: "no cursor" } }, "any");
    await expect(healSchedules(parts)).rejects.toThrow();
    expect(await healSchedules(parts)).toBe(1);
  });
});

describe("writing a state", () => {
  it("that lost its race changes nothing and has no consequence; it is decided again on what is there", async () => {
    const api = openTestApi();
    const { id } = await deploy(api, { schedules: [], concurrency_limit: 1 });
    await api.client.createDeploymentRun({ params: { id }, body: {} });
    const [claim] = await (await agentOf(api)).claim();
    const runId = claim!.flow_run.id;
    const before = (await api.store.get(flowRunKey(runId)))!;
    await api.client.updateFlowRun({ params: { id: runId }, body: { name: "renamed" } });
    const outdated = { ...flowRunRecord(before), slots: [] };
    expect(await writeState(api.parts, before.version, outdated, flowRunRecord(before))).toBe(false);
    const name = `deployment:${id}`;
    expect(await api.client.readConcurrencyHolders({ params: { id_or_name: name } })).toHaveLength(1);

    const seen: string[] = [];
    const store = meanwhile(api.store, "put", isRun, () => api.client.updateFlowRun({ params: { id: runId }, body: { name: "again" } }));
    const told = await changeState({ ...api.parts, store }, runId, (run) => {
      seen.push(run!.name);
      return { record: { ...run!, slots: [] }, result: run!.name };
    });
    expect([told, seen]).toEqual(["again", ["renamed", "again"]]);
    // and what follows follows: the slots it listed before are free
    const holders = await api.client.readConcurrencyHolders({ params: { id_or_name: name } }).catch(() => []);
    expect(holders).toEqual([]);
  });

  it("is announced before it is written, with what it enters", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await takeAll(api, queues.events);
    const announced: number[] = [];
    const store = meanwhile(api.store, "put", isRun, async () => {
      announced.push((await takeAll(api, queues.events)).length);
    });
    api.clock.advance(61_000);
    await api.client.crashFlowRun({ params: { id: run.id }, body: { epoch: 1, message: "gone" } });
    expect(await takeAll(api, queues.events)).toHaveLength(1);
    const other = await begin(api);
    await takeAll(api, queues.events);
    const document = (await api.store.get(flowRunKey(other.id)))!;
    const record = flowRunRecord(document);
    await writeState({ ...api.parts, store }, document.version, { ...record, state_count: record.state_count + 1 });
    expect(announced).toEqual([1]);
  });
});
