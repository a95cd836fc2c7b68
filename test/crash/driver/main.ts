// npm run crash [-- --seeds N --point NAME --fault NAME --only-faults --at-once N --restart-ms N]: strikes every point, over several seeds, and prints what was found.
import { parseArgs } from "node:util";
import { FAULTS } from "./faults.ts";
import { POINTS, strikeOf } from "./points.ts";
import { type Outcome, play } from "./scenario.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1" },
    point: { type: "string", multiple: true },
    fault: { type: "string", multiple: true },
    "only-faults": { type: "boolean", default: false },
    "at-once": { type: "string", default: "2" },
    "restart-ms": { type: "string", default: "0" },
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
  for (const one of outcome.wrong) console.log(`    ✘ ${one}`);
  if (outcome.wrong.length > 0 && !values.verbose) console.log(outcome.evidence.replace(/^/gm, "    "));
};
const restartMs = Number(values["restart-ms"]);

const jobs: (() => Promise<void>)[] = [];
if (!values["only-faults"] && values.fault === undefined)
  for (const point of values.point ?? Object.keys(POINTS))
    for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
      const strike = strikeOf(point, seed);
      jobs.push(async () => {
        const outcome = await play({ strike, restartMs });
        tell(strike, outcome, !outcome.struck);
      });
    }
if (values.point === undefined)
  for (const [name, options] of Object.entries(FAULTS).filter(([name]) => values.fault?.includes(name) ?? true))
    jobs.push(async () => {
      const outcome = await play({ restartMs, ...options });
      tell(name, outcome, options.strike !== undefined && !outcome.struck);
    });

// the longest ones are last, so begin there
const waiting = jobs.reverse();
const work = async () => {
  for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
};
await Promise.all(Array.from({ length: Number(values["at-once"]) }, work));

console.log(`\n${worlds} worlds, ${runs} runs: ${bad === 0 ? "nothing lost, nothing doubled." : `${bad} went wrong.`}`);
console.log(`${worlds - bad} passed, ${bad} failed`);
process.exitCode = bad === 0 ? 0 : 1;
