import { describe, expect, it } from "vitest";
import type { RunnerCall } from "#core/ports/runner.ts";
import { createReact } from "#functions/react/react.ts";
import { createParts } from "#functions/services/parts.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { tick } from "#functions/tick/tick.ts";
import { openTestApi } from "../support/api.ts";
import { agentOf, deploy, runsOf } from "./support.ts";

/** A server whose runner notes what it is told to start. */
function open() {
  const calls: RunnerCall[] = [];
  const opened = openTestApi();
  const runner = {
    start: async (run: Omit<RunnerCall, "token">, mint: () => Promise<string>) => void calls.push({ ...run, token: await mint() }),
  };
  const api = { ...opened, parts: createParts({ ...opened.parts, runner, settings: { ...opened.parts.settings, delayedHints: true } }) };
  const told = async (name: string) => {
    const messages = await api.queue.receive(name, { max: 10, visibilityMs: 1000 });
    await api.queue.delete(
      name,
      messages.map(({ receipt }) => receipt),
    );
    return messages;
  };
  return {
    ...api,
    calls,
    told,
    /** Handles what lies in the queue of what is due. */
    async due() {
      for (const { body } of await told("tick")) await tick(api.parts, body);
    },
    deploy: (given: object = {}) => deploy(api, { infrastructure: { type: "lambda", timeout_seconds: 60 }, schedules: [], ...given }),
    run: (id: string) => api.client.createDeploymentRun({ params: { id }, body: {} }),
    claim: (id: string) => api.client.claimFlowRun({ params: { id }, body: { holder: "runner 1" } }),
    read: (id: string) => api.client.readFlowRun({ params: { id } }),
    go: (id: string, epoch: number, type: "RUNNING" | "COMPLETED") =>
      api.client.setFlowRunState({ params: { id }, body: { state: { type }, epoch } }),
    handBack: (id: string, epoch: number, continues = true) =>
      api.client.handBackFlowRuns({
        body: { agent: { id: api.parts.ids.uuid(), name: "runner 1" }, runs: [{ id, epoch }], reason: "Its time was up.", continues },
      }),
  };
}

describe("a run of the runner", () => {
  it("is started by its message, claimed once under a lease of its own, and by no agent", async () => {
    const place = open();
    const { id } = await place.deploy();
    const run = await place.run(id);
    const agent = await agentOf(place);
    expect(await agent.claim()).toEqual([]);
    await place.due();
    expect(place.calls).toEqual([{ flow_run_id: run.id, epoch: 0, token: expect.stringMatching(/^mr_/) }]);
    const { claim } = await place.claim(run.id);
    expect(claim).toMatchObject({
      lease: { epoch: 1, holder: "runner 1" },
      infrastructure: { type: "lambda", timeout_seconds: 60 },
      has_prior: false,
    });
    expect(claim!.lease.agent_id ?? null).toBeNull();
    expect(await place.claim(run.id)).toMatchObject({ claim: null, why: expect.stringContaining("another invocation") });
    // a message that comes twice starts nothing
    await tick(place.parts, JSON.stringify({ flow_run_id: run.id }));
    expect(place.calls).toHaveLength(1);
  });

  it("goes on as the same attempt after its time was up, under the slots it has", async () => {
    const place = open();
    const { id } = await place.deploy({ concurrency_limit: 1 });
    const run = await place.run(id);
    const other = await place.run(id);
    const { claim } = await place.claim(run.id);
    await place.go(run.id, 1, "RUNNING");
    expect(claim?.lease.epoch).toBe(1);
    expect(await place.handBack(run.id, 1)).toEqual({ handed_back: [run.id] });
    expect(await place.read(run.id)).toMatchObject({ state_type: "SCHEDULED", state_name: "Continuing", run_count: 1 });
    expect(await place.claim(other.id)).toMatchObject({ claim: null, why: expect.stringContaining("slot") });
    const again = await place.claim(run.id);
    expect(again.claim).toMatchObject({ lease: { epoch: 3 }, has_prior: true });
    await place.go(run.id, 3, "RUNNING");
    expect(await place.read(run.id)).toMatchObject({ state_name: "Running", run_count: 1 });
    await expect(place.go(run.id, 1, "COMPLETED")).rejects.toMatchObject({ status: 409 });
    await place.go(run.id, 3, "COMPLETED");
    expect(await place.claim(other.id)).toMatchObject({ claim: { lease: { epoch: 1 } } });
  });

  it("is told of again when the message got lost, twice as late each time, and not while its queue is paused", async () => {
    const place = open();
    const { id } = await place.deploy({ work_queue_name: "ml" });
    const run = await place.run(id);
    await place.told("tick");
    const sweep = createSweep(place.parts);
    for (let minute = 0; minute < 9; minute += 1) {
      place.clock.advance(60_000);
      await sweep();
      await place.due();
    }
    expect(place.calls.length).toBe(4);
    expect(await place.read(run.id)).toMatchObject({ state_name: "Late" });
    const queue = await place.client.readWorkQueueByName({ params: { name: "ml" } });
    await place.client.updateWorkQueue({ params: { id: queue.id }, body: { is_paused: true } });
    await place.due();
    expect(place.calls.length).toBe(4);
    expect(await place.client.readWhyWaiting({ params: { id: run.id } })).toMatchObject({ code: "queue-paused" });
    expect(await place.claim(run.id)).toMatchObject({ claim: null, why: expect.stringContaining('"ml"') });
    await place.client.updateWorkQueue({ params: { id: queue.id }, body: { is_paused: false } });
    await place.due();
    expect(place.calls.length).toBe(5);
    expect(await place.client.readWhyWaiting({ params: { id: run.id } })).toMatchObject({ code: "ready" });
  });

  it("is crashed and started again as soon as Lambda tells that its invocation failed, and not by another's failure", async () => {
    const place = open();
    const { id } = await place.deploy();
    const run = await place.run(id);
    await place.claim(run.id);
    const failure = (epoch: number, condition = "RetriesExhausted") => ({
      id: "m",
      body: JSON.stringify({
        version: "1.0",
        requestContext: { requestId: "r", condition, approximateInvokeCount: 1 },
        requestPayload: { flow_run_id: run.id, epoch, token: "mr_x" },
        responsePayload: { errorType: "Runtime.ExitError", errorMessage: "RequestId: r Error: Runtime exited with error: signal: killed" },
      }),
    });
    const react = createReact(place.parts);
    await react([failure(0, "EventAgeExceeded"), failure(7)]);
    expect(await place.read(run.id)).toMatchObject({ state_name: "Pending" });
    await react([failure(0)]);
    const states = await place.client.readFlowRunStates({ query: { flow_run_id: run.id } });
    expect(states.map(({ name }) => name)).toEqual(["Scheduled", "Pending", "Crashed", "AwaitingRetry"]);
    expect(states[2]!.message).toContain("signal: killed. It may have run out of memory");
  });

  it("is crashed when its lease runs out, and so started again", async () => {
    const place = open();
    const { id } = await place.deploy();
    const run = await place.run(id);
    await place.claim(run.id);
    place.clock.advance(61_000);
    await createSweep(place.parts)();
    expect(await place.read(run.id)).toMatchObject({ state_name: "AwaitingRetry" });
  });

  it("is suspended when its time is up in a pause, and passes that pause when it is resumed", async () => {
    const place = open();
    const { id } = await place.deploy();
    const run = await place.run(id);
    await place.claim(run.id);
    await place.go(run.id, 1, "RUNNING");
    const timeout = new Date(place.clock.now() + 3_600_000).toISOString();
    await place.client.setFlowRunState({
      params: { id: run.id },
      body: { state: { type: "PAUSED", state_details: { pause_key: "a", pause_timeout: timeout, pause_reschedule: false } }, epoch: 1 },
    });
    await place.handBack(run.id, 1);
    expect(await place.read(run.id)).toMatchObject({ state_type: "PAUSED", state_name: "Suspended" });
    await place.client.resumeFlowRun({ params: { id: run.id }, body: {} });
    expect(await place.read(run.id)).toMatchObject({ state_name: "Resuming", empirical_policy: { pause_keys: ["a"] } });
  });

  it("of a schedule is announced to the second, each by its id", async () => {
    const place = open();
    const { id } = await place.deploy({ schedules: [{ schedule: { interval: 120, anchor_date: "2026-01-01" } }] });
    await tick(place.parts, JSON.stringify({ deployment_id: id }));
    const [first] = await runsOf(place, await place.client.readDeployment({ params: { id } }));
    place.clock.advance(120_000);
    await place.due();
    expect(place.calls.map(({ flow_run_id }) => flow_run_id)).toContain(first!.id);
  });
});
