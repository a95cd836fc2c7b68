// npm run crash [-- --seeds N] [-- --point NAME]: strikes every point, over several seeds, and prints what was found.
import { parseArgs } from "node:util";
import { POINTS } from "./points.ts";
import { type Outcome, play, type ScenarioOptions } from "./scenario.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1" },
    point: { type: "string", multiple: true },
    faults: { type: "boolean", default: false },
  },
});
const seeds = Number(values.seeds);

const faults: Record<string, ScenarioOptions> = {
  "messages twice, late and in any order": { unruly: true },
  "clocks of agents 90 s ahead": { skewMs: 90_000 },
  "clocks of agents 90 s behind": { skewMs: -90_000 },
  "an agent frozen beyond its lease, then going on": {
    async meanwhile(world) {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const goOn = world.freezeAgent();
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      goOn();
    },
    runs: 6,
  },
  "the API away for a minute": {
    async meanwhile(world) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await world.takeServerAway(60_000);
    },
    runs: 5,
  },
};

let bad = 0;
const row = (name: string, outcome: Outcome) => {
  const verdict = outcome.wrong.length > 0 ? "✘" : outcome.struck || !name.includes("@") ? "✔" : "–";
  console.log(
    `${verdict} ${name.padEnd(48)} ${String(outcome.deaths).padStart(3)} deaths ${String(outcome.runs).padStart(3)} runs ${String(outcome.crashed).padStart(2)} crashed`,
  );
  if (process.env.VERBOSE !== undefined) console.log(outcome.output);
  if (outcome.wrong.length === 0) return;
  bad += 1;
  for (const one of outcome.wrong) console.log(`    ${one}`);
};

if (!values.faults)
  for (const point of values.point ?? POINTS)
    for (let seed = 1; seed <= seeds; seed += 1)
      row(`${point}@${1 + ((seed * 7) % 5)}`, await play({ strike: `${point}@${1 + ((seed * 7) % 5)}` }));
if (values.point === undefined) for (const [name, options] of Object.entries(faults)) row(name, await play(options));
console.log(bad === 0 ? "\nNothing lost, nothing doubled." : `\n${bad} worlds went wrong.`);
process.exitCode = bad === 0 ? 0 : 1;
