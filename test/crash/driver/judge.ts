import type { FlowRun } from "#core/contract/flow-runs.ts";
import { isFinal } from "#core/rules/states.ts";
import type { World } from "./world.ts";

/** What is wrong with a history, one sentence each; none is what we want. */
export async function judge(
  world: World,
  deployments: { readonly scheduled: string; readonly limited: string; readonly everyMs: number },
): Promise<string[]> {
  const { client } = world;
  const wrong: string[] = [];
  const runs = [...(await runsOf(world, deployments.scheduled)), ...(await runsOf(world, deployments.limited))];
  const lines = await world.ledger();

  for (const run of runs) {
    const states = await client.readFlowRunStates({ query: { flow_run_id: run.id } });
    const ends = states.filter(({ type }) => isFinal(type));
    if (!isFinal(run.state_type)) wrong.push(`run ${run.id} is ${run.state_name} (${states.map(({ name }) => name).join(" → ")})`);
    // a crash that is made good is followed by another go; nothing else follows an end
    const resting = ends.filter(
      (end, at) => !(end.type === "CRASHED" && states[states.indexOf(end) + 1]?.name === "AwaitingRetry") || at < 0,
    );
    if (isFinal(run.state_type) && resting.length !== 1)
      wrong.push(`run ${run.id} ended ${resting.length} times (${states.map(({ name }) => name).join(" → ")})`);

    const bodies = lines.filter((line) => line.body === true && line.run === run.id);
    for (const [attempt, many] of Map.groupBy(bodies, (line) => line.attempt))
      if (many.length > 1) wrong.push(`run ${run.id} entered its body ${many.length} times in attempt ${attempt}`);
    for (const [key, many] of Map.groupBy(
      lines.filter((line) => line.task !== undefined && line.run === run.id),
      (line) => `${line.attempt}/${line.task}`,
    ))
      if (many.length > 1) wrong.push(`run ${run.id} ran task ${key} ${many.length} times in one attempt`);
    if (run.state_type === "COMPLETED") wrong.push(...(await lostLines(world, run)));
  }

  const times = (await runsOf(world, deployments.scheduled))
    .filter((run) => run.auto_scheduled)
    .map((run) => Date.parse(run.expected_start_time!));
  for (const [at, time] of times.entries()) {
    const before = times[at - 1];
    if (before !== undefined && time - before !== deployments.everyMs)
      wrong.push(`the schedule ran at ${new Date(before).toISOString()} and next at ${new Date(time).toISOString()}`);
  }

  for (const name of [`deployment:${deployments.limited}`]) {
    const answer = await client.readConcurrencyHolders({ params: { id_or_name: name } }).catch(() => null);
    if (answer !== null && answer.length > 0) wrong.push(`limit ${name} has ${answer.length} holders after all runs ended`);
  }
  return wrong;
}

/** All runs of a deployment by time. */
export async function runsOf({ client }: World, deployment: string): Promise<FlowRun[]> {
  return client.filterFlowRuns({
    body: { flow_runs: { deployment_id: { any_: [deployment] } }, sort: "EXPECTED_START_TIME_ASC", limit: 200 },
  });
}

// A run says Completed only after its lines were acknowledged, so they are all there.
async function lostLines({ client }: World, run: FlowRun): Promise<string[]> {
  const logs = await client.filterLogs({ body: { logs: { flow_run_id: { any_: [run.id] } }, limit: 200 } });
  const found = new Set(logs.map(({ message }) => message));
  const last = run.run_count;
  return [`began attempt ${last}`, `ended attempt ${last}`]
    .filter((line) => !found.has(line))
    .map((line) => `run ${run.id} lost its line "${line}"`);
}
