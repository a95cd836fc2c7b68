import { describe, expect, it } from "vitest";
import { systemIds } from "#core/ports/system.ts";
import { openTestApi } from "./support/api.ts";
import { begin, snapshot } from "./support/seed.ts";

describe("artifacts", () => {
  it("are created, read, changed and deleted", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const made = await api.send("POST", "/artifacts/", {
      key: "report",
      type: "table",
      data: [{ a: 1 }],
      description: "d",
      flow_run_id: run.id,
    });
    expect(made.status).toBe(201);
    const { id } = made.json as { id: string };
    expect((await api.send("PATCH", `/artifacts/${id}`, { data: "[]" })).status).toBe(204);
    expect(await api.client.readArtifact({ params: { id } })).toMatchObject({
      key: "report",
      type: "table",
      data: "[]",
      description: "d",
      flow_run_id: run.id,
    });
    expect((await api.send("DELETE", `/artifacts/${id}`)).status).toBe(204);
    for (const method of ["GET", "DELETE", "PATCH"])
      expect((await api.send(method, `/artifacts/${id}`, method === "PATCH" ? {} : undefined)).status).toBe(404);
  });

  it("made twice under one id are one", async () => {
    const api = openTestApi();
    const body = { id: systemIds.uuid(), key: "report" };
    expect([(await api.send("POST", "/artifacts/", body)).status, (await api.send("POST", "/artifacts/", body)).status]).toEqual([
      201, 200,
    ]);
    expect(await api.client.filterArtifacts({ body: {} })).toHaveLength(1);
  });

  it("of a task lie with the task's flow run", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const told = snapshot(["RUNNING"]);
    await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [told] } });
    const made = await api.client.createArtifact({ body: { key: "a", task_run_id: told.id } });
    expect(made.flow_run_id).toBe(run.id);
    const found = async (body: object) => (await api.client.filterArtifacts({ body })).map(({ id }) => id);
    expect(await found({ artifacts: { flow_run_id: { any_: [run.id] } } })).toEqual([made.id]);
    expect(await found({ artifacts: { task_run_id: { any_: [told.id] } } })).toEqual([made.id]);
    expect(await found({ flow_runs: { id: { any_: [run.id] } } })).toEqual([made.id]);
    expect(await found({ flow_runs: { name: { any_: ["nobody"] } } })).toEqual([]);
    expect(await found({ flows: { name: { any_: ["hello"] } }, task_runs: { state: { type: { any_: ["RUNNING"] } } } })).toEqual([made.id]);
    expect(await found({ task_runs: { state: { type: { any_: ["FAILED"] } } } })).toEqual([]);
    expect(await found({ deployments: { name: { any_: ["x"] } } })).toEqual([]);
  });

  it.each([
    ["CREATED_DESC", ["b", "c", "a"]],
    ["KEY_ASC", ["a", "b", "c"]],
    ["KEY_DESC", ["c", "b", "a"]],
    ["UPDATED_DESC", ["a", "b", "c"]],
  ] as const)("are sorted by %s and paged", async (sort, keys) => {
    const api = openTestApi();
    const ids: string[] = [];
    for (const key of ["a", "c", "b"]) ids.push((await api.client.createArtifact({ body: { key } })).id);
    await api.client.updateArtifact({ params: { id: ids[0]! }, body: { data: 1 } });
    const pages = [
      await api.client.filterArtifacts({ body: { sort, limit: 2 } }),
      await api.client.filterArtifacts({ body: { sort, limit: 2, offset: 2 } }),
    ];
    expect(
      pages
        .flat()
        .map(({ key }) => key)
        .sort(),
    ).toEqual(["a", "b", "c"]);
    expect(pages.flat().map(({ key }) => key)).toEqual(sort === "UPDATED_DESC" ? ["a", "b", "c"] : keys);
  });

  it("too large for a document are 413", async () => {
    const answer = await openTestApi().send("POST", "/artifacts/", { key: "a", data: "x".repeat(150_000) });
    expect([answer.status, answer.problem.code]).toEqual([413, "too-large"]);
  });
});

describe("links to blobs", () => {
  it("are given for results, for reading and writing", async () => {
    const api = openTestApi();
    for (const method of ["GET", "PUT"]) {
      const answer = await api.send("POST", "/x/blobs/presign", { key: "results/ab/c", method, content_type: null });
      expect([answer.status, typeof (answer.json as { url: string }).url]).toEqual([200, "string"]);
    }
  });

  it.each(["parameters/x", "../results/x", "results/../parameters/x", "results//x", "results/", "", "results/a\u0000b", "results/é"])(
    "are refused for the key %j",
    async (key) => {
      const answer = await openTestApi().send("POST", "/x/blobs/presign", { key, method: "PUT", content_type: null });
      expect([answer.status, answer.problem.code]).toEqual([422, "invalid"]);
    },
  );
});
