import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { systemIds } from "#core/ports/system.ts";
import { createReact } from "#functions/react/react.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { clientOf } from "../store/client.ts";
import type { CloudServer } from "../store/server.ts";
import type { CostMeter } from "./meter.ts";
import { type Measured, times, without } from "./work.ts";

const RUNS = 20;
const TASKS = 100;

/** Runs flows, claims runs, follows events and sweeps, all through the real API on DynamoDB Local. */
export async function measure(server: CloudServer, meter: CostMeter, directory: string): Promise<Measured> {
  const flows = (count: number, tasks: number) => runFlows(server.url, directory, [count, tasks, 0]);
  // the first makes flow and day, and warms the code up
  await flows(3, TASKS);
  await follow(server);
  const flowRun = times(await meter.during(() => flows(RUNS, 0)), 1 / RUNS);
  let messages = 0;
  const react = await meter.during(async () => {
    messages = await follow(server);
  });
  const full = times(await meter.during(() => flows(RUNS, TASKS)), 1 / RUNS);

  const client = clientOf(server);
  const { id: flow_id } = await client.createFlow({ body: { name: "measured" } });
  const named = { flow_id, work_queue_name: "cost" };
  const { id } = await client.createDeployment({
    body: { ...named, name: "a", paused: true, schedules: [{ schedule: { interval: 3600 } }] },
  });
  const resumed = await meter.during(() => client.resumeDeployment({ params: { id } }));
  const made = await client.filterFlowRuns({ body: { flow_runs: { deployment_id: { any_: [id] } }, limit: 200 } });
  const { id: now } = await client.createDeployment({ body: { ...named, name: "b" } });
  for (let n = 0; n < RUNS; n++) await client.createDeploymentRun({ params: { id: now }, body: {} });
  const agent = { id: systemIds.uuid(), name: "cost" };
  const claim = (limit: number) => client.claimFlowRuns({ body: { agent, work_queues: ["cost"], limit } });
  await claim(0);
  const claimed = await meter.during(async () => {
    for (let n = 0; n < RUNS; n++) if ((await claim(1)).claims.length !== 1) throw new Error("A run that was due was not claimed.");
  });
  const asked = await meter.during(async () => {
    for (let n = 0; n < RUNS; n++) await claim(1);
  });
  const sweep = createSweep(server.parts);
  for (let n = 0; n < 3; n++) await sweep();
  const swept = await meter.during(async () => {
    for (let n = 0; n < RUNS; n++) await sweep();
  });
  return {
    flowRun,
    taskRun: times(without(full, flowRun), 1 / TASKS),
    madeAhead: times(resumed, 1 / made.length),
    claim: times(claimed, 1 / RUNS),
    idleClaim: times(asked, 1 / RUNS),
    react: times(react, 1 / RUNS),
    reactMessages: messages / RUNS,
    sweep: times(swept, 1 / RUNS),
  };
}

/** Handles the events there are, one message at a time, and answers how many there were. */
async function follow({ parts }: CloudServer): Promise<number> {
  const react = createReact(parts);
  for (let messages = 0; ; messages += 1) {
    const received = await parts.queue.receive("events", { max: 1 });
    if (received.length === 0) return messages;
    await react(received);
    await parts.queue.delete(
      "events",
      received.map(({ receipt }) => receipt),
    );
  }
}

async function runFlows(url: string, directory: string, counts: readonly number[]): Promise<void> {
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL("../store/flows.ts", import.meta.url)), ...counts.map(String)], {
    env: { ...process.env, MILLRACE_API_URL: url, MILLRACE_API_KEY: undefined, MILLRACE_HOME: directory, MILLRACE_LOGGING_LEVEL: "INFO" },
    maxBuffer: 100_000_000,
  });
}
