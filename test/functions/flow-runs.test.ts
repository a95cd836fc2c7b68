import { describe, expect, it } from "vitest";
import { systemIds } from "#core/ports/system.ts";
import { openTestApi } from "./support/api.ts";
import { begin } from "./support/seed.ts";

describe("creating a flow run", () => {
  it("answers 201 with the whole run, its state and a generated name", async () => {
    const { client, send } = openTestApi();
    const flow = await client.createFlow({ body: { name: "etl" } });
    const answer = await send("POST", "/flow_runs/", {
      flow_id: flow.id,
      state: { type: "PENDING", name: "Pending", message: null, state_details: { traceparent: null }, data: null },
      name: null,
      parameters: { n: 1 },
      parent_task_run_id: null,
    });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      flow_id: flow.id,
      parameters: { n: 1 },
      state_type: "PENDING",
      state: { type: "PENDING", name: "Pending" },
      run_count: 0,
    });
    expect((answer.json as { name: string }).name).toMatch(/^\w+-\w+$/);
  });

  it("with an idempotency key answers the same run, also to many at once", async () => {
    const { client, send } = openTestApi();
    const { id: flow_id } = await client.createFlow({ body: { name: "etl" } });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send("POST", "/flow_runs/", { flow_id, idempotency_key: "monday" })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(new Set(answers.map((answer) => (answer.json as { id: string }).id)).size).toBe(1);
    const other = await client.createFlow({ body: { name: "other" } });
    expect((await send("POST", "/flow_runs/", { flow_id: other.id, idempotency_key: "monday" })).status).toBe(201);
  });

  it("of a flow that does not exist is 404 and makes nothing", async () => {
    const { client, send } = openTestApi();
    expect((await send("POST", "/flow_runs/", { flow_id: systemIds.uuid() })).status).toBe(404);
    expect(await client.countFlowRuns({ body: {} })).toBe(0);
  });
});

describe("beginning a flow run", () => {
  it("makes flow, run, state and lease in one request", async () => {
    const { client, send } = openTestApi();
    const id = systemIds.runId();
    const answer = await send("POST", "/x/flow_runs/begin", {
      id,
      flow: { name: "hello", tags: ["t"] },
      holder: "host:7",
      parameters: { x: 5 },
    });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      flow_run: { id, state_type: "RUNNING", run_count: 1, parameters: { x: 5 } },
      lease: { holder: "host:7", epoch: 1, expires_at: expect.stringMatching(/^2026-11-23T09:01:00/) },
    });
    expect(await client.readFlowByName({ params: { name: "hello" } })).toMatchObject({ tags: ["t"] });
  });

  it("again with the same id answers the run as it is now", async () => {
    const { client, send } = openTestApi();
    const body = { id: systemIds.runId(), flow: { name: "hello" }, holder: "host:7" };
    await send("POST", "/x/flow_runs/begin", body);
    await client.setFlowRunState({ params: { id: body.id }, body: { state: { type: "COMPLETED" }, epoch: 1 } });
    const again = await send("POST", "/x/flow_runs/begin", body);
    expect(again.status).toBe(200);
    expect(again.json).toMatchObject({ flow_run: { state_type: "COMPLETED" }, lease: null });
  });

  it("as FAILED, before the body is entered, leaves a run that nobody holds", async () => {
    const api = openTestApi();
    const { flow_run, lease } = await api.client.beginFlowRun({
      body: {
        id: systemIds.runId(),
        flow: { name: "hello" },
        holder: "host:7",
        state: { type: "FAILED", message: "parameter n is no number" },
      },
    });
    expect(lease).toBeNull();
    expect(flow_run).toMatchObject({ state_type: "FAILED", run_count: 0, state: { message: "parameter n is no number" } });
  });
});

describe("changing a flow run", () => {
  it("writes only what is given", async () => {
    const api = openTestApi();
    const run = await begin(api, { tags: ["a"], parameters: { n: 1 } });
    const patched = await api.send("PATCH", `/flow_runs/${run.id}`, { name: "renamed", infrastructure_pid: "42", tags: null });
    expect(patched.status).toBe(204);
    expect(await api.client.readFlowRun({ params: { id: run.id } })).toMatchObject({
      name: "renamed",
      infrastructure_pid: "42",
      tags: ["a"],
      parameters: { n: 1 },
    });
  });

  it("by many at once loses nothing", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await Promise.all(
      Array.from({ length: 10 }, (_, n) => api.client.updateFlowRunLabels({ params: { id: run.id }, body: { [`k${n}`]: n } })),
    );
    const { labels } = await api.client.readFlowRun({ params: { id: run.id } });
    expect(Object.keys(labels).filter((key) => key.startsWith("k"))).toHaveLength(10);
    expect(labels["prefect.flow.id"]).toBe(run.flow_id);
  });

  it("deleted with everything of it, and 404 from then on", async () => {
    const api = openTestApi();
    const run = await begin(api, { parameters: { text: "x".repeat(50_000) } });
    await api.client.createLogs({ body: [{ name: "l", level: 20, message: "m", timestamp: "2026-11-23T09:00:00Z", flow_run_id: run.id }] });
    await api.client.createArtifact({ body: { key: "report", flow_run_id: run.id } });
    expect((await api.send("DELETE", `/flow_runs/${run.id}`)).status).toBe(204);
    expect((await api.send("DELETE", `/flow_runs/${run.id}`)).status).toBe(404);
    expect((await api.store.query({ index: "main", pk: `RUN#${run.id}` })).documents).toEqual([]);
    expect((await api.blobs.list("parameters/")).blobs).toEqual([]);
    expect(await api.client.filterArtifacts({ body: {} })).toEqual([]);
  });
});

describe("parameters", () => {
  it("beyond 32 KB lie in a blob and come back with every answer", async () => {
    const api = openTestApi();
    const parameters = { text: "é".repeat(40_000) };
    const run = await begin(api, { parameters });
    expect(run.parameters).toEqual(parameters);
    const { body } = (await api.store.get({ pk: `RUN#${run.id}`, sk: "META" }))!;
    expect(JSON.stringify(body).length).toBeLessThan(2000);
    expect((await api.client.filterFlowRuns({ body: {} }))[0]?.parameters).toEqual(parameters);
    await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "COMPLETED" }, epoch: 1 } });
    expect((await api.client.readFlowRun({ params: { id: run.id } })).parameters).toEqual(parameters);
    expect(JSON.stringify(await api.client.readFlowRun({ params: { id: run.id } }))).not.toContain("parameters_blob");
    await api.client.updateFlowRun({ params: { id: run.id }, body: { parameters: { small: 1 } } });
    expect((await api.client.readFlowRun({ params: { id: run.id } })).parameters).toEqual({ small: 1 });
  });

  it("beyond 4 MB are refused with 413, and nothing is made", async () => {
    const api = openTestApi();
    const answer = await api.send("POST", "/x/flow_runs/begin", {
      id: systemIds.runId(),
      flow: { name: "hello" },
      holder: "h",
      parameters: { text: "x".repeat(4_100_000) },
    });
    expect([answer.status, answer.problem.code]).toEqual([413, "too-large"]);
    expect(await api.client.countFlowRuns({ body: {} })).toBe(0);
  });
});

it("a run that does not fit a document is refused with 413", async () => {
  const api = openTestApi();
  const answer = await api.send("POST", "/x/flow_runs/begin", {
    id: systemIds.runId(),
    flow: { name: "hello" },
    holder: "h",
    context: { text: "x".repeat(120_000) },
  });
  expect([answer.status, answer.problem.code]).toEqual([413, "too-large"]);
});
