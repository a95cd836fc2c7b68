import { describe, expect, it } from "vitest";
import { openTestApi } from "../support/api.ts";
import { begin } from "../support/seed.ts";
import { agentOf, deploy } from "./support.ts";

describe("lists filtered by deployment and queue", () => {
  it("find what belongs to them, and nothing else", async () => {
    const api = openTestApi();
    const { client } = api;
    await begin(api);
    const gpu = await deploy(api, { name: "gpu", schedules: [], work_queue_name: "gpu", tags: ["x"] });
    const plain = await deploy(api, { name: "plain", schedules: [], paused: true });
    const run = await client.createDeploymentRun({ params: { id: gpu.id }, body: {} });
    await client.createDeploymentRun({ params: { id: plain.id }, body: {} });
    const runs = async (body: Parameters<typeof client.filterFlowRuns>[0]["body"]) =>
      (await client.filterFlowRuns({ body })).map(({ id }) => id);
    expect(await runs({ deployments: { name: { any_: ["gpu"] } } })).toEqual([run.id]);
    expect(await runs({ deployments: { id: { any_: [gpu.id] } } })).toEqual([run.id]);
    expect(await runs({ deployments: { flow_or_deployment_name: { like_: "line/gp" } } })).toEqual([run.id]);
    expect(await runs({ work_pool_queues: { name: { any_: ["gpu"] } } })).toEqual([run.id]);
    expect(await runs({ deployments: { name: { any_: ["other"] } } })).toEqual([]);
    const deployments = async (body: Parameters<typeof client.filterDeployments>[0]["body"]) =>
      (await client.filterDeployments({ body })).map(({ name }) => name);
    expect(await deployments({ deployments: { paused: { eq_: true } } })).toEqual(["plain"]);
    expect(await deployments({ deployments: { tags: { all_: ["x"] } } })).toEqual(["gpu"]);
    expect(await deployments({ deployments: { work_queue_name: { any_: ["gpu"] } } })).toEqual(["gpu"]);
    expect(await deployments({ flows: { name: { any_: ["pipeline"] } }, sort: "NAME_DESC" })).toEqual(["plain", "gpu"]);
    expect(await client.countDeployments({ body: {} })).toBe(2);
    const flows = async (body: Parameters<typeof client.filterFlows>[0]["body"]) =>
      (await client.filterFlows({ body })).map(({ name }) => name);
    expect(await flows({ flows: { deployment: { is_null_: true } } })).toEqual(["hello"]);
    expect(await flows({ deployments: { name: { any_: ["gpu"] } } })).toEqual(["pipeline"]);
  });

  it("and deleting a flow takes its deployments along", async () => {
    const api = openTestApi();
    const deployment = await deploy(api);
    await agentOf(api);
    await api.client.deleteFlow({ params: { id: deployment.flow_id } });
    expect([await api.client.countDeployments({ body: {} }), await api.client.countFlowRuns({ body: {} })]).toEqual([0, 0]);
  });
});
