// npm run crash [-- --seeds N --point NAME --only-faults]: strikes every point, over several seeds, and prints what was found.
import { parseArgs } from "node:util";
import { FAULTS } from "./faults.ts";
import { POINTS, strikeOf } from "./points.ts";
import { type Outcome, play } from "./scenario.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1" },
    point: { type: "string", multiple: true },
    "only-faults": { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});

let bad = 0;
let worlds = 0;
let runs = 0;
const tell = (name: string, outcome: Outcome, missed: boolean) => {
  worlds += 1;
  runs += outcome.runs;
  const verdict = outcome.wrong.length > 0 ? "✘" : missed ? "–" : "✔";
  const counts = `${String(outcome.deaths).padStart(2)} deaths ${String(outcome.runs).padStart(3)} runs ${String(outcome.crashed).padStart(2)} crashed`;
  console.log(`${verdict} ${name.padEnd(50)} ${counts}${missed ? "  (not reached)" : ""}`);
  if (values.verbose) console.log(outcome.output);
  if (outcome.wrong.length > 0) bad += 1;
  for (const one of outcome.wrong) console.log(`    ${one}`);
};

if (!values["only-faults"])
  for (const point of values.point ?? Object.keys(POINTS))
    for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
      const strike = strikeOf(point, seed);
      const outcome = await play({ strike });
      tell(strike, outcome, !outcome.struck);
    }
if (values.point === undefined) for (const [name, options] of Object.entries(FAULTS)) tell(name, await play(options), false);

console.log(`\n${worlds} worlds, ${runs} runs: ${bad === 0 ? "nothing lost, nothing doubled." : `${bad} went wrong.`}`);
console.log(`${worlds - bad} passed, ${bad} failed`);
process.exitCode = bad === 0 ? 0 : 1;
