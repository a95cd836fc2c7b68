import type { ScenarioOptions } from "./scenario.ts";

/** What goes wrong besides death. */
export const FAULTS: Readonly<Record<string, ScenarioOptions>> = {
  "messages twice, late and in any order": { unruly: true },
  "clocks of agents 90 s ahead": { skewMs: 90_000 },
  "clocks of agents 90 s behind": { skewMs: -90_000 },
  "an agent frozen beyond its lease, then going on": {
    async meanwhile(world) {
      await pause(1_500);
      const goOn = world.freezeAgent(0);
      await pause(6_000);
      goOn();
    },
    runs: 6,
  },
  "a frozen agent's runs crash for good, and the server dies over it": {
    strike: "crash:written@1",
    // long enough for both agents to be full of runs that are in a task
    stepMs: 2_500,
    deployed: { retries: { crash_retries: 0 } },
    async meanwhile(world) {
      const task_runs = { state: { type: { any_: ["RUNNING" as const] } } };
      await until(async () => (await world.client.countTaskRuns({ body: { task_runs } })) >= 5);
      const goOn = [0, 1].map((agent) => world.freezeAgent(agent));
      await until(world.struck);
      for (const one of goOn) one();
    },
  },
  "the API away for a minute": {
    async meanwhile(world) {
      await pause(1_000);
      await world.takeServerAway(60_000);
    },
    runs: 5,
    limitMs: 180_000,
  },
};

/** Waits until it is so, or half a minute: what did not come then is told as not reached. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo()) && Date.now() < deadline) await pause(100);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
