import type { Client } from "#core/contract/client.ts";

/** Everything the API tells about the newest run of a flow. */
export async function readBack(client: Client, flowName: string) {
  const flow = await client.readFlowByName({ params: { name: flowName } });
  const flows = { flows: { name: { any_: [flowName] } } };
  const [flowRun] = await client.filterFlowRuns({ body: { ...flows, sort: "START_TIME_DESC", limit: 1 } });
  if (flowRun === undefined) throw new Error(`No run of the flow ${flowName} was found.`);
  const runs = { flow_runs: { id: { any_: [flowRun.id] } } };
  const params = { id: flowRun.id };
  return {
    flow,
    flowRun,
    again: await client.readFlowRun({ params }),
    count: await client.countFlowRuns({ body: runs }),
    states: await client.readFlowRunStates({ query: { flow_run_id: flowRun.id } }),
    taskRuns: await client.filterTaskRuns({ body: { ...runs, sort: "NAME_ASC" } }),
    dependencies: await client.readFlowRunDependencies({ params }),
    graph: await client.readFlowRunGraph({ params, query: {} }),
    logs: await client.filterLogs({ body: { logs: { flow_run_id: { any_: [flowRun.id] } }, sort: "TIMESTAMP_ASC" } }),
    csv: await client.downloadFlowRunLogs({ params }),
  };
}
