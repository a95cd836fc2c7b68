import { describe, expect, it } from "vitest";
import { systemIds } from "#core/ports/system.ts";
import { openTestApi } from "./support/api.ts";
import { begin, snapshot } from "./support/seed.ts";

describe("task runs over REST", () => {
  it("are one per flow run and keys: 201 when made, 200 with the state when there", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const body = { flow_run_id: run.id, task_key: "child", dynamic_key: "0", name: "child-0", state: { type: "PENDING" }, cache_key: null };
    const made = await api.send("POST", "/task_runs/", body);
    const again = await api.send("POST", "/task_runs/", { ...body, name: "other" });
    expect([made.status, again.status]).toEqual([201, 200]);
    expect(again.json).toEqual({ ...(made.json as object), estimated_start_time_delta: expect.any(Number) });
    expect(made.json).toMatchObject({ name: "child-0", state: { type: "PENDING" }, flow_run_id: run.id });
    expect((await api.send("POST", "/task_runs/", { ...body, dynamic_key: "1" })).status).toBe(201);
  });

  it("of an unknown flow run are 404", async () => {
    const answer = await openTestApi().send("POST", "/task_runs/", { flow_run_id: systemIds.runId(), task_key: "t", dynamic_key: "0" });
    expect(answer.status).toBe(404);
  });

  it("without a flow run are kept, found, and listed", async () => {
    const api = openTestApi();
    const body = { task_key: "send", dynamic_key: "send-1f", state: { type: "SCHEDULED" as const, state_details: { deferred: true } } };
    const made = await api.client.createTaskRun({ body });
    expect(await api.client.readTaskRun({ params: { id: made.id } })).toEqual({ ...made, estimated_start_time_delta: expect.any(Number) });
    expect(made).toMatchObject({
      flow_run_id: null,
      state: { type: "SCHEDULED", state_details: { deferred: true, task_run_id: made.id } },
    });
    const listed = await api.client.filterTaskRuns({ body: { task_runs: { flow_run_id: { is_null_: true } } } });
    expect(listed.map(({ id }) => id)).toEqual([made.id]);
    expect(await api.client.filterTaskRuns({ body: { task_runs: { flow_run_id: {} } } })).toEqual([]);
    expect((await api.send("POST", `/task_runs/${made.id}/set_state`, { state: { type: "PENDING" } })).status).toBe(201);
  });

  it("are renamed, and deleted", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const told = snapshot(["COMPLETED"]);
    await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [told] } });
    expect((await api.send("PATCH", `/task_runs/${told.id}`, { name: "renamed" })).status).toBe(204);
    expect(await api.client.readTaskRun({ params: { id: told.id } })).toMatchObject({ name: "renamed", state_type: "COMPLETED" });
    expect((await api.send("DELETE", `/task_runs/${told.id}`)).status).toBe(204);
    expect((await api.send("GET", `/task_runs/${told.id}`)).status).toBe(404);
    expect((await api.send("DELETE", `/task_runs/${told.id}`)).status).toBe(404);
    expect((await api.send("PATCH", `/task_runs/${told.id}`, { name: "x" })).status).toBe(404);
  });
});
