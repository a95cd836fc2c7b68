import type { Claim } from "#core/contract/agents.ts";
import type { Client } from "#core/contract/client.ts";
import { systemIds } from "#core/ports/system.ts";
import { createReact } from "#functions/react/react.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { clientOf } from "./client.ts";
import type { Meter, Units } from "./meter.ts";
import type { Measured } from "./runs.ts";
import type { CloudServer } from "./server.ts";

const RUNS = 10;
export const DEPLOYMENTS = 20;
/** Where the API cannot wait, an agent without a run asks every five seconds; its lease is renewed when half of it is over. */
const CLAIMS_PER_HOUR = 720;
const RENEWALS_PER_HOUR = 120;
const SWEEPS_PER_HOUR = 60;

/** What runs under an agent cost, step by step, and what an hour costs in which nothing is due. */
export async function measureDispatch(server: CloudServer, meter: Meter): Promise<{ runs: Measured[]; idle: Measured[] }> {
  const client = clientOf(server);
  const agent = { id: systemIds.uuid(), name: "bench" };
  const claim = (limit: number) => client.claimFlowRuns({ body: { agent, work_queues: ["bench"], limit } });
  const deployment = await prepare(client);
  await claim(0);
  const each = async (work: () => Promise<unknown>) => times(await meter.during(work), 1 / RUNS);
  const repeated = (work: (n: number) => Promise<unknown>) =>
    each(async () => {
      for (let n = 0; n < RUNS; n++) await work(n);
    });

  const scheduled = await repeated(() => client.createDeploymentRun({ params: { id: deployment }, body: {} }));
  let claims: readonly Claim[] = [];
  const claimed = await each(async () => {
    claims = (await claim(RUNS)).claims;
  });
  if (claims.length !== RUNS) throw new Error(`${claims.length} of ${RUNS} runs were claimed.`);
  const propose = (type: "RUNNING" | "COMPLETED") =>
    repeated((n) => {
      const { flow_run, lease } = claims[n]!;
      return client.setFlowRunState({ params: { id: flow_run.id }, body: { state: { type }, epoch: lease.epoch } });
    });
  const running = await propose("RUNNING");
  const completed = await propose("COMPLETED");
  const events = await each(() => drainEvents(server));
  const whole = sum([scheduled, claimed, running, completed]);

  const ahead = await madeAhead(client, meter);
  const sweep = createSweep(server.parts);
  await sweep();
  const swept = await repeated(sweep);
  const asked = await repeated(() => claim(RUNS));
  // under another name each time, which is noted at once
  const renewed = await repeated((n) =>
    client.claimFlowRuns({ body: { agent: { ...agent, name: `bench ${n}` }, work_queues: ["bench"], limit: 0 } }),
  );
  const hour = sum([times(swept, SWEEPS_PER_HOUR), times(asked, CLAIMS_PER_HOUR), { read: 0, write: renewed.write * RENEWALS_PER_HOUR }]);
  return {
    runs: [
      { what: "made by a request: Scheduled", ...scheduled },
      { what: "made ahead by a schedule: Scheduled", ...ahead },
      { what: `claimed, ${RUNS} at once: Pending`, ...claimed },
      { what: "Running", ...running },
      { what: "Completed", ...completed },
      { what: "a run under an agent, whole", ...whole, budget: 12 },
      { what: "its four events, read and written by react", ...events },
    ],
    idle: [
      { what: "one pass of the sweep", ...swept },
      { what: "one claim with nothing due", ...asked },
      { what: "renewing the agent's lease", write: renewed.write, read: renewed.read },
      { what: "an hour of sweep and one agent", ...hour },
    ],
  };
}

async function prepare(client: Client): Promise<string> {
  const { id: flow_id } = await client.createFlow({ body: { name: "dispatched" } });
  await client.createWorkQueue({ body: { name: "bench" } });
  for (let n = 0; n < DEPLOYMENTS; n++) await client.createDeployment({ body: { name: `other ${n}`, flow_id, work_queue_name: "bench" } });
  return (await client.createDeployment({ body: { name: "nightly", flow_id, work_queue_name: "bench", tags: ["ml"] } })).id;
}

/** A run that a schedule makes ahead: what resuming a deployment costs that runs each minute, by the runs that are made then. */
async function madeAhead(client: Client, meter: Meter): Promise<Units> {
  const { id: flow_id } = await client.createFlow({ body: { name: "dispatched" } });
  const schedules = [{ schedule: { interval: 60 } }];
  const { id } = await client.createDeployment({ body: { name: "later", flow_id, work_queue_name: "later", paused: true, schedules } });
  const units = await meter.during(() => client.resumeDeployment({ params: { id } }));
  const runs = await client.filterFlowRuns({ body: { flow_runs: { deployment_id: { any_: [id] } }, limit: 200 } });
  return times(units, 1 / runs.length);
}

async function drainEvents({ parts }: CloudServer): Promise<void> {
  const react = createReact(parts);
  for (;;) {
    const messages = await parts.queue.receive("events", { max: 10 });
    if (messages.length === 0) return;
    await react(messages);
    await parts.queue.delete(
      "events",
      messages.map(({ receipt }) => receipt),
    );
  }
}

function sum(units: readonly Units[]): Units {
  return units.reduce((total, one) => ({ read: total.read + one.read, write: total.write + one.write }));
}

function times({ read, write }: Units, count: number): Units {
  return { read: read * count, write: write * count };
}
