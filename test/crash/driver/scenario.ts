import { isFinal } from "#core/rules/states.ts";
import { judge, runsOf } from "./judge.ts";
import { openWorld, type World, type WorldOptions } from "./world.ts";

/** What a world went through, and what was found wrong afterwards. */
export interface Outcome {
  readonly struck: boolean;
  readonly deaths: number;
  readonly runs: number;
  readonly crashed: number;
  readonly wrong: readonly string[];
  readonly output: string;
}

export interface ScenarioOptions extends WorldOptions {
  /** Done while the workload goes on. */
  readonly meanwhile?: (world: World) => Promise<void>;
  readonly runs?: number;
  /** How long all may take, in milliseconds. */
  readonly limitMs?: number;
}

const EVERY_MS = 1_000;
const LIMIT_MS = 120_000;

/**
 * Runs a workload in a world where things die: a schedule of one second, and a deployment with a limit of one whose runs are asked for, one of
 * them cancelled. Waits until every run has ended, and judges the history.
 */
export async function play({ meanwhile, runs = 3, limitMs = LIMIT_MS, ...options }: ScenarioOptions): Promise<Outcome> {
  await using world = await openWorld(options);
  const { client } = world;
  const deadline = Date.now() + limitMs;
  const scheduled = await world.deploy("scheduled", { work_queue_name: "q", schedules: [{ schedule: { interval: EVERY_MS / 1000 } }] });
  const limited = await world.deploy("limited", { work_queue_name: "q", concurrency_limit: 1 });
  const asked = Array.from({ length: runs }, (_, at) =>
    client.createDeploymentRun({ params: { id: limited }, body: { idempotency_key: `asked-${at}` } }),
  );
  const disturbance = meanwhile?.(world);
  const last = (await Promise.all(asked)).at(-1);
  if (last !== undefined) await client.setFlowRunState({ params: { id: last.id }, body: { state: { type: "CANCELLING" } } });
  // several go on while the strike may come
  while (Date.now() < deadline) {
    await client.scheduleDeployment({ params: { id: scheduled }, body: {} });
    const begun = (await runsOf(world, scheduled)).filter((run) => run.start_time !== null);
    if (begun.length >= runs) break;
    await pause(200);
  }
  await client.pauseDeployment({ params: { id: scheduled } });
  await disturbance;
  let all = [];
  for (;;) {
    all = [...(await runsOf(world, scheduled)), ...(await runsOf(world, limited))];
    if (all.every((run) => isFinal(run.state_type)) || Date.now() > deadline) break;
    await pause(200);
  }
  // what was given back late is found by the next pass
  await pause(1_000);
  const wrong = await settled(() => judge(world, { scheduled, limited, everyMs: EVERY_MS }), 8_000);
  return {
    struck: await world.struck(),
    deaths: world.deaths(),
    runs: all.length,
    crashed: all.filter((run) => run.state_type === "CRASHED").length,
    wrong,
    output: world.output(),
  };
}

// Slots are looked after within a lease; anything else must be right at once.
async function settled(look: () => Promise<string[]>, ms: number): Promise<string[]> {
  const until = Date.now() + ms;
  for (;;) {
    const wrong = await look();
    if (wrong.length === 0 || Date.now() > until || wrong.some((one) => !one.startsWith("limit "))) return wrong;
    await pause(500);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
