import type { ScenarioOptions } from "./scenario.ts";

/** What goes wrong besides death. */
export const FAULTS: Readonly<Record<string, ScenarioOptions>> = {
  "messages twice, late and in any order": { unruly: true },
  "clocks of agents 90 s ahead": { skewMs: 90_000 },
  "clocks of agents 90 s behind": { skewMs: -90_000 },
  "an agent frozen beyond its lease, then going on": {
    async meanwhile(world) {
      await pause(1_500);
      const goOn = world.freezeAgent();
      await pause(6_000);
      goOn();
    },
    runs: 6,
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
