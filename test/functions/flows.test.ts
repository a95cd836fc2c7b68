import { describe, expect, it } from "vitest";
import { openTestApi } from "./support/api.ts";
import { begin, snapshot } from "./support/seed.ts";

describe("flows", () => {
  it("are one per name: 201 when made, 200 and unchanged when there", async () => {
    const { send } = openTestApi();
    const made = await send("POST", "/flows/", { name: "etl", tags: ["a"], labels: { team: "x" } });
    const again = await send("POST", "/flows/", { name: "etl", tags: ["other"] });
    expect([made.status, again.status]).toEqual([201, 200]);
    expect(again.json).toEqual(made.json);
    expect(made.json).toMatchObject({ name: "etl", tags: ["a"], labels: { team: "x" } });
  });

  it("made by many at once are still one", async () => {
    const { client } = openTestApi();
    const flows = await Promise.all(Array.from({ length: 20 }, () => client.createFlow({ body: { name: "etl" } })));
    expect(new Set(flows.map((flow) => flow.id)).size).toBe(1);
    expect(await client.countFlows({ body: {} })).toBe(1);
  });

  it.each(["a/b", "ünïcode 流", "with space", "100%", "%2F", "a?b#c", "..", "../../etc/passwd", "%00x".slice(3)])(
    "are found by the name %j",
    async (name) => {
      const { client } = openTestApi();
      const flow = await client.createFlow({ body: { name } });
      expect(await client.readFlowByName({ params: { name } })).toEqual(flow);
      expect(await client.readFlow({ params: { id: flow.id } })).toEqual(flow);
    },
  );

  it("are found by a name with a slash that the client did not encode", async () => {
    const { send } = openTestApi();
    await send("POST", "/flows/", { name: "team/etl" });
    expect((await send("GET", "/flows/name/team/etl")).json).toMatchObject({ name: "team/etl" });
  });

  it("change in tags and labels only where given", async () => {
    const { client, send } = openTestApi();
    const { id } = await client.createFlow({ body: { name: "etl", tags: ["a"], labels: { k: 1 } } });
    expect((await send("PATCH", `/flows/${id}`, { tags: ["b"] })).status).toBe(204);
    expect(await client.readFlow({ params: { id } })).toMatchObject({ tags: ["b"], labels: { k: 1 } });
  });

  it("go with all their runs when deleted, and stay gone", async () => {
    const api = openTestApi();
    const { client, send } = api;
    const run = await begin(api);
    const other = await begin(api, { flow: { name: "other" } });
    await client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [snapshot(["COMPLETED"])] } });
    expect((await send("DELETE", `/flows/${run.flow_id}`)).status).toBe(204);
    expect((await send("DELETE", `/flows/${run.flow_id}`)).status).toBe(404);
    expect((await send("GET", `/flow_runs/${run.id}`)).status).toBe(404);
    expect((await client.filterFlowRuns({ body: {} })).map(({ id }) => id)).toEqual([other.id]);
    expect(await client.countTaskRuns({ body: {} })).toBe(0);
  });

  it.each([
    ["GET", "/flows/name/nobody"],
    ["GET", "/flows/0198aaaa-0000-7000-8000-000000000000"],
    ["PATCH", "/flows/0198aaaa-0000-7000-8000-000000000000"],
    ["DELETE", "/flows/0198aaaa-0000-7000-8000-000000000000"],
    ["GET", "/flows/not-an-id"],
  ])("unknown to %s %s are 404", async (method, path) => {
    const answer = await openTestApi().send(method, path, method === "PATCH" ? {} : undefined);
    expect([answer.status, answer.problem.code]).toEqual([404, "not-found"]);
  });
});
