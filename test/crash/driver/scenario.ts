import { isFinal } from "#core/rules/states.ts";
import { evidenceOf } from "./evidence.ts";
import { judge, runsOf, type Wrong } from "./judge.ts";
import { openWorld, type World, type WorldOptions } from "./world.ts";

/** What a world went through, and what was found wrong afterwards. */
export interface Outcome {
  readonly struck: boolean;
  readonly deaths: number;
  readonly runs: number;
  readonly crashed: number;
  readonly wrong: readonly string[];
  /** What the world's processes said. */
  readonly output: string;
  /** For what is wrong: the histories concerned, and the end of what the processes said. */
  readonly evidence: string;
}

export interface ScenarioOptions extends WorldOptions {
  /** Done while the workload goes on. */
  readonly meanwhile?: (world: World) => Promise<void>;
  readonly runs?: number;
  /** What the deployments say beside the usual. */
  readonly deployed?: object;
  /** How long all may take, in milliseconds. */
  readonly limitMs?: number;
}

const EVERY_MS = 1_000;
const LIMIT_MS = 180_000;

/**
 * Runs a workload in a world where things die: a schedule of one second, and a deployment with a limit of one whose runs are asked for, one of
 * them cancelled. Waits until every run has ended, and judges the history. Never rejects: what the driver could not do is an outcome.
 */
export async function play(options: ScenarioOptions): Promise<Outcome> {
  let world: World | undefined;
  try {
    world = await openWorld(options);
    return await playIn(world, options);
  } catch (error) {
    const wrong = [`the driver could not go on: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
    const struck = world !== undefined && (await world.struck());
    const evidence = world?.output(EVIDENCE_LINES) ?? "";
    return { struck, deaths: world?.deaths() ?? 0, runs: 0, crashed: 0, wrong, output: world?.output() ?? "", evidence };
  } finally {
    await world?.[Symbol.asyncDispose]();
  }
}

const EVIDENCE_LINES = 25;

async function playIn(world: World, { meanwhile, runs = 3, limitMs = LIMIT_MS, deployed = {} }: ScenarioOptions): Promise<Outcome> {
  const { client } = world;
  const deadline = Date.now() + limitMs;
  const schedules = [{ schedule: { interval: EVERY_MS / 1000 } }];
  const scheduled = await world.deploy("scheduled", { work_queue_name: "q", schedules, ...deployed });
  const limited = await world.deploy("limited", { work_queue_name: "q", concurrency_limit: 1, ...deployed });
  const asked = Array.from({ length: runs }, (_, at) =>
    client.createDeploymentRun({ params: { id: limited }, body: { idempotency_key: `asked-${at}` } }),
  );
  const [answers] = await Promise.all([Promise.all(asked).then(cancelLast), meanwhile?.(world), severalBegun()]);
  // what was made is judged before the pause, which removes those that have not begun
  const made = await runsOf(world, scheduled);
  await client.pauseDeployment({ params: { id: scheduled } });
  let all = [];
  for (;;) {
    all = [...(await runsOf(world, scheduled)), ...(await runsOf(world, limited))];
    if (all.every((run) => isFinal(run.state_type)) || Date.now() > deadline) break;
    await pause(200);
  }
  const wrong = await settled(() => judge(world, { scheduled, limited, made, asked: answers, everyMs: EVERY_MS }), 90_000);
  return {
    struck: await world.struck(),
    deaths: world.deaths(),
    runs: all.length,
    crashed: all.filter((run) => run.state_type === "CRASHED").length,
    wrong: wrong.map(({ what }) => what),
    output: world.output(),
    evidence: wrong.length === 0 ? "" : `${await evidenceOf(world, wrong)}\n${world.output(EVIDENCE_LINES)}`,
  };

  async function cancelLast(created: readonly { readonly id: string }[]): Promise<string[]> {
    const last = created.at(-1);
    if (last !== undefined) await client.setFlowRunState({ params: { id: last.id }, body: { state: { type: "CANCELLING" } } });
    return created.map(({ id }) => id);
  }

  // several go on while the strike may come
  async function severalBegun(): Promise<void> {
    while (Date.now() < deadline) {
      await client.scheduleDeployment({ params: { id: scheduled }, body: {} });
      const begun = (await runsOf(world, scheduled)).filter((run) => run.start_time !== null);
      if (begun.length >= runs) break;
      await pause(200);
    }
  }
}

// What the sweep or a message may still mend gets its time: one that a server took along when it died comes again after half a minute.
// Anything else must be right at once.
async function settled(look: () => Promise<Wrong[]>, ms: number): Promise<Wrong[]> {
  const until = Date.now() + ms;
  for (;;) {
    const wrong = await look();
    if (wrong.length === 0 || Date.now() > until || wrong.some(({ mends }) => mends !== true)) return wrong;
    await pause(500);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
