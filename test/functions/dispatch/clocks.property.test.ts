import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Claim } from "#core/contract/agents.ts";
import { type Client, createClient } from "#core/contract/client.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import { systemIds } from "#core/ports/system.ts";
import type { Timer, Timers } from "#core/ports/timers.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import { createReact } from "#functions/react/react.ts";
import { timerOf } from "#functions/services/deployments/materialise.ts";
import { freeSlots } from "#functions/services/limits/look.ts";
import { createParts, type Parts } from "#functions/services/parts.ts";
import { createServices } from "#functions/services/services.ts";
import { TICK_QUEUE } from "#functions/services/tick-queue.ts";
import { queueLimit } from "#functions/services/work-queues/limit-names.ts";
import { SKEW_MS } from "#functions/sweep/lease-watch.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { tick } from "#functions/tick/tick.ts";
import { transportOf } from "#local/in-process.ts";
import { openStore } from "#local/store/store.ts";
import { tempDirectory } from "../../support/temp-directory.ts";
import { openTestApi, START } from "../support/api.ts";
import { consumeAll, takeAll } from "../support/consume.ts";

/** Each function has a clock up to two minutes off, and all share one store; what they agree on must not hang on whose clock is right. */
const skew = fc.integer({ min: -120, max: 120 }).map((seconds) => seconds * 1000);
const world = fc.record({
  api: skew,
  tick: skew,
  sweep: skew,
  react: skew,
  /** A new sweep each time remembers nothing. */
  coldSweeps: fc.boolean(),
  /** Steps a run goes on for. */
  steps: fc.integer({ min: 1, max: 2 }),
  /** When the first agent dies; never is beyond the end. */
  dies: fc.oneof(fc.integer({ min: 5, max: 30 }), fc.constant(1000)),
});
type World = typeof world extends fc.Arbitrary<infer One> ? One : never;

const STEP_MS = 10_000;
const STEPS = 120;
const EVERY_SECONDS = 60;

it(
  "clocks of functions apart by four minutes lose, double and crash no run, leak no slot, and fire each time once",
  { timeout: 120_000 },
  () =>
    fc.assert(
      fc.asyncProperty(world, (given) => live(given)),
      { numRuns: 12, examples: [[WORST], [{ ...WORST, coldSweeps: true }], [{ ...WORST, api: 120_000, sweep: -120_000 }]] },
    ),
);

const WORST: World = { api: -120_000, tick: 120_000, sweep: 120_000, react: 120_000, coldSweeps: false, steps: 4, dies: 1000 };

async function live(given: World): Promise<void> {
  const base = openTestApi();
  const timers = timersOf();
  const settings = { ...base.parts.settings, delayedHints: true };
  await using directory = await tempDirectory();
  await using opened = new AsyncDisposableStack();
  // what has expired is for each store as its function's clock says
  const at = (ms: number): Parts => {
    const clock = { ...base.clock, now: () => base.clock.now() + ms };
    const store = openStore(join(directory.path, "store.db"), { clock });
    opened.defer(() => store.close());
    return createParts({ ...base.parts, store, settings, timers, clock });
  };
  const [api, ticking, sweeping, reacting] = [at(given.api), at(given.tick), at(given.sweep), at(given.react)];
  const client = createClient(transportOf(createApiHandler(createServices(api), { version: "1" }), systemIds));
  const react = createReact(reacting);
  const newSweep = () => createSweep(sweeping, { skewMs: SKEW_MS });
  const warm = newSweep();

  const queue = await client.createWorkQueue({ body: { name: "q", concurrency_limit: 1 } });
  const flow = await client.createFlow({ body: { name: "pipeline" } });
  const schedules = [{ schedule: { interval: EVERY_SECONDS, anchor_date: "2026-01-01" }, catch_up: "all" as const }];
  const { id } = await client.createDeployment({ body: { flow_id: flow.id, name: "often", work_queue_name: "q", schedules } });
  await client.createConcurrencyLimitV2({ body: { name: "db", limit: 1 } });
  const lease = await client.incrementConcurrencySlotsWithLease({
    body: { names: ["db"], slots: 1, mode: "concurrency", lease_duration: 60 },
  });
  const agents = [agentOf(client, given.steps), agentOf(client, given.steps)];

  for (let step = 0; step < STEPS; step += 1) {
    base.clock.advance(STEP_MS);
    for (const [which, agent] of agents.entries()) if (which > 0 || step < given.dies) await agent.act();
    if (step % 3 === 0) await client.renewConcurrencyLease({ params: { lease_id: lease.lease_id }, body: { lease_duration: 60 } });
    // after a minute at most, as EventBridge does
    const timer = await timers.get(timerOf(id));
    if (timer?.schedule.kind === "at" && timer.schedule.at <= base.clock.now()) {
      await timers.delete(timer.id);
      await tick(ticking, timer.body);
    }
    for (const body of await takeAll(base, TICK_QUEUE)) await tick(ticking, body);
    await consumeAll(base, "events", react);
    if (step % 6 === 5) expect((await (given.coldSweeps ? newSweep() : warm)()).failed).toBe(0);
    const held = await client.filterFlowRuns({ body: { flow_runs: { state: { type: { any_: ["PENDING", "RUNNING"] } } } } });
    expect(held.length, "two runs in a queue of one slot").toBeLessThanOrEqual(1);
  }

  const runs = await client.filterFlowRuns({
    body: { flow_runs: { deployment_id: { any_: [id] } }, sort: "EXPECTED_START_TIME_ASC", limit: 200 },
  });
  const times = runs.map((run) => parseTimestamp(run.expected_start_time!));
  const [from, to] = [START + 2 * SKEW_MS, base.clock.now() - SKEW_MS];
  const wanted = [];
  for (let time = START; time <= to; time += EVERY_SECONDS * 1000) if (time >= from) wanted.push(time);
  expect(times.filter((time) => time >= from && time <= to)).toEqual(wanted);
  const done = agents.flatMap((agent) => agent.completed);
  expect(new Set(done).size).toBe(done.length);
  for (const run of runs) {
    const byTheDead = given.dies < STEPS && agents[0]!.held()?.flow_run.id === run.id;
    expect(run.state_type, `${run.name}: ${run.state?.message}`).not.toBe("CRASHED");
    if (run.state_type === "COMPLETED") expect([run.run_count, done.includes(run.id)]).toEqual([byTheDead ? 2 : 1, true]);
    // a machine that is lost is found out all the same, and its run is another's
    if (byTheDead) expect(run.state_type).toBe("COMPLETED");
  }
  // nothing is left behind: who still works has the one slot, or it is free
  const working = agents.some((agent, which) => (which > 0 || given.dies >= STEPS) && agent.held() !== undefined);
  expect(await freeSlots(api, queueLimit(queue.id))).toBe(working ? 0 : 1);
}

/** An agent with room for one run: it beats and claims in each step, and knows of no clock. */
function agentOf(client: Client, steps: number) {
  const agent = { id: systemIds.uuid(), name: "agent" };
  const completed: string[] = [];
  let claim: Claim | undefined;
  let left = 0;
  const set = (type: "RUNNING" | "COMPLETED") =>
    client.setFlowRunState({ params: { id: claim!.flow_run.id }, body: { state: { type }, epoch: claim!.lease.epoch } });
  return {
    completed,
    held: () => claim,
    async act(): Promise<void> {
      const runs = claim === undefined ? [] : [{ id: claim.flow_run.id, epoch: claim.lease.epoch }];
      const { lost } = await client.heartbeatAgent({ body: { agent, runs } });
      expect(lost, "a run was taken from an agent that lives").toEqual([]);
      if (claim === undefined) {
        [claim] = (await client.claimFlowRuns({ body: { agent, work_queues: ["q"], limit: 1, held: [] } })).claims;
        if (claim === undefined) return;
        left = steps;
        expect((await set("RUNNING")).status).toBe("ACCEPT");
        return;
      }
      left -= 1;
      if (left > 0) return;
      expect((await set("COMPLETED")).status).toBe("ACCEPT");
      completed.push(claim.flow_run.id);
      claim = undefined;
    },
  };
}

function timersOf(): Timers {
  const all = new Map<string, Timer>();
  return {
    get: async (id) => all.get(id) ?? null,
    put: async (timer) => void all.set(timer.id, timer),
    delete: async (id) => all.delete(id),
    list: async () => ({ ids: [...all.keys()] }),
    close: async () => {},
  };
}
