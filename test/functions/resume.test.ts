import { afterEach, describe, expect, it } from "vitest";
import type { OrchestrationResult, StateCreate } from "#core/contract/states.ts";
import { systemIds } from "#core/ports/system.ts";
import { armCrashPoint } from "#functions/crash-point.ts";
import { openTestApi, type TestApi } from "./support/api.ts";
import { begin } from "./support/seed.ts";

afterEach(() => armCrashPoint(undefined));

const SCHEMA = { type: "object", properties: { approve: { type: "boolean" } }, required: ["approve"], additionalProperties: false };
const KEYS = { schema: "paused-1-schema", response: "paused-1-response" };

/** A paused run that waits for input, if a schema is given. */
async function paused(api: TestApi, { schema, details = {} }: { schema?: object; details?: StateCreate["state_details"] } = {}) {
  const run = await begin(api);
  const keyset = schema === undefined ? {} : { run_input_keyset: KEYS };
  const state: StateCreate = { type: "PAUSED", state_details: { ...keyset, ...details } };
  const answer = await api.client.setFlowRunState({ params: { id: run.id }, body: { state, epoch: 1 } });
  expect(answer.status).toBe("ACCEPT");
  if (schema !== undefined) {
    const value = JSON.stringify(schema);
    await api.client.createFlowRunInput({ params: { id: run.id }, body: { key: KEYS.schema, value } });
  }
  return run.id;
}

const resume = (api: TestApi, id: string, body?: unknown) => api.send("POST", `/flow_runs/${id}/resume`, body);

describe("resuming", () => {
  it("lets a paused run go on in its process: RUNNING, not counted as another attempt, its lease kept", async () => {
    const api = openTestApi();
    const id = await paused(api);
    const answer = await resume(api, id);
    expect([answer.status, (answer.json as OrchestrationResult).status]).toEqual([201, "ACCEPT"]);
    expect(await api.client.readFlowRun({ params: { id } })).toMatchObject({ state_type: "RUNNING", run_count: 1 });
    const report = await api.client.reportTaskRuns({ body: { flow_run_id: id, epoch: 1, sequence: 1, task_runs: [] } });
    expect(report.lease_expires_at).not.toBeNull();
  });

  it("puts a suspended run back into its queue, named Resuming", async () => {
    const api = openTestApi();
    const flow = await api.client.createFlow({ body: { name: "deployed" } });
    const { id } = await api.client.createFlowRun({
      body: { flow_id: flow.id, deployment_id: systemIds.uuid(), state: { type: "RUNNING" } },
    });
    const state: StateCreate = { type: "PAUSED", name: "Suspended", state_details: { pause_reschedule: true } };
    expect((await api.client.setFlowRunState({ params: { id }, body: { state } })).status).toBe("ACCEPT");
    expect((await resume(api, id)).json).toMatchObject({ status: "ACCEPT", state: { type: "SCHEDULED", name: "Resuming" } });
    await api.client.setFlowRunState({ params: { id }, body: { state: { type: "PENDING" } } });
    await api.client.setFlowRunState({ params: { id }, body: { state: { type: "RUNNING" } } });
    expect(await api.client.readFlowRun({ params: { id } })).toMatchObject({ state_type: "RUNNING", run_count: 1 });
  });

  it("of a run that is not paused is an ABORT that says so", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const answer = await resume(api, run.id, { run_input: {} });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ status: "ABORT", state: null, details: { reason: "The run is not paused, it is Running." } });
  });

  it("stores input that fits before the run goes on", async () => {
    const api = openTestApi();
    const id = await paused(api, { schema: SCHEMA });
    expect((await resume(api, id, { run_input: { approve: true } })).json).toMatchObject({ status: "ACCEPT" });
    expect(await api.client.readFlowRunInput({ params: { id, key: KEYS.response } })).toBe('{"approve":true}');
  });

  it.each([
    ["none", undefined],
    ["a wrong type", { run_input: { approve: "yes" } }],
    ["a key too many", { run_input: { approve: true, more: 1 } }],
  ])("refuses input that does not fit, and stays paused: %s", async (_what, body) => {
    const api = openTestApi();
    const id = await paused(api, { schema: SCHEMA });
    const answer = await resume(api, id, body);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ status: "REJECT", state: { type: "PAUSED" }, details: { type: "reject_details" } });
    expect((answer.json as { details: { reason: string } }).details.reason).toMatch(/does not fit what the run waits for: .+/);
    expect(await api.client.readFlowRun({ params: { id } })).toMatchObject({ state_type: "PAUSED" });
    expect((await api.send("GET", `/flow_runs/${id}/input/${KEYS.response}`)).status).toBe(404);
  });

  it("does not believe a run that has not left its schema yet", async () => {
    const api = openTestApi();
    const id = await paused(api, { details: { run_input_keyset: KEYS } });
    expect((await resume(api, id, { run_input: { approve: true } })).json).toMatchObject({
      status: "REJECT",
      details: { reason: expect.stringContaining("Try again in a moment") },
    });
  });

  it("ends a run whose pause has timed out", async () => {
    const api = openTestApi();
    const id = await paused(api, { details: { pause_timeout: "2026-11-23T09:01:00.000000Z" } });
    api.clock.advance(120_000);
    expect((await resume(api, id)).json).toMatchObject({ state: { type: "FAILED", message: "The flow was paused and never resumed." } });
  });

  it("that died after the input was stored goes through when it is sent again", async () => {
    const api = openTestApi();
    const id = await paused(api, { schema: SCHEMA });
    armCrashPoint((name) => {
      if (name === "resume:input-written") throw new Error("died here");
    });
    expect((await resume(api, id, { run_input: { approve: false } })).status).toBe(500);
    armCrashPoint(undefined);
    expect((await resume(api, id, { run_input: { approve: true } })).json).toMatchObject({ status: "ACCEPT" });
    expect(await api.client.readFlowRunInput({ params: { id, key: KEYS.response } })).toBe('{"approve":true}');
  });
});

describe("inputs of a run", () => {
  it("are written once under a key, read as text, listed by prefix, and deleted", async () => {
    const api = openTestApi();
    const { id } = await begin(api);
    const create = (key: string, value: string) => api.send("POST", `/flow_runs/${id}/input`, { key, value, sender: "me" });
    expect((await create("chat-1", '"one"')).status).toBe(201);
    api.clock.advance(1000);
    expect((await create("chat-2", '"two"')).status).toBe(201);
    await create("other", "3");
    const again = await create("chat-1", "1");
    expect([again.status, again.problem.code]).toEqual([409, "conflict"]);
    const read = await api.send("GET", `/flow_runs/${id}/input/chat-1`);
    expect([read.text, read.headers["content-type"]]).toEqual(['"one"', "text/plain; charset=utf-8"]);

    const list = (body: Parameters<TestApi["client"]["filterFlowRunInputs"]>[0]["body"]) =>
      api.client.filterFlowRunInputs({ params: { id }, body });
    expect(await list({ prefix: "chat-", limit: 10 })).toMatchObject([
      { key: "chat-1", value: '"one"', sender: "me", flow_run_id: id },
      { key: "chat-2" },
    ]);
    expect(await list({ prefix: "chat-", exclude_keys: ["chat-1"] })).toMatchObject([{ key: "chat-2" }]);
    expect(await list({ prefix: "chat-" })).toHaveLength(1);

    expect((await api.send("DELETE", `/flow_runs/${id}/input/chat-1`)).status).toBe(204);
    expect((await api.send("DELETE", `/flow_runs/${id}/input/chat-1`)).status).toBe(404);
    expect((await api.send("GET", `/flow_runs/${id}/input/chat-1`)).status).toBe(404);
  });

  it("need a run, and a size that a document can hold", async () => {
    const api = openTestApi();
    const { id } = await begin(api);
    const body = { key: "k", value: "1" };
    expect((await api.send("POST", `/flow_runs/${systemIds.runId()}/input`, body)).status).toBe(404);
    expect((await api.send("POST", `/flow_runs/${id}/input`, { key: "k", value: "x".repeat(90_001) })).problem.code).toBe("too-large");
  });

  it("go with their run", async () => {
    const api = openTestApi();
    const { id } = await begin(api);
    await api.client.createFlowRunInput({ params: { id }, body: { key: "k", value: "1" } });
    await api.client.deleteFlowRun({ params: { id } });
    expect((await api.store.query({ index: "main", pk: `RUN#${id}` })).documents).toEqual([]);
  });
});
