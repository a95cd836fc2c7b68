// npm run bench:api [-- --quick] [-- --only millrace|prefect] [-- --no-growth] [-- --rounds 2]
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startMillrace } from "../overhead/millrace.ts";
import { startPrefect } from "../overhead/prefect.ts";
import type { Side } from "../overhead/side.ts";
import { measureGrowth } from "./growth.ts";
import { renderGrowth, renderOperations } from "./report.ts";
import { measureRound, type Rounds, seed } from "./rounds.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    "no-growth": { type: "boolean", default: false },
    rounds: { type: "string" },
  },
});
if (values.only !== undefined && values.only !== "millrace" && values.only !== "prefect") {
  console.error(`--only takes millrace or prefect, not "${values.only}".`);
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const CONNECTIONS = 4;
const rounds = values.rounds === undefined ? (values.quick ? 1 : 3) : Math.max(1, Number(values.rounds));
const sizes = values.quick ? { writes: 200, reads: 50 } : { writes: 1000, reads: 200 };
const seeded = values.quick ? 500 : 2000;

const directory = await mkdtemp(join(tmpdir(), "bench-api-"));
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
const sides: Side[] = [];
const found: Rounds = new Map();
try {
  if (values.only !== "prefect") sides.push(await startMillrace(directory));
  if (values.only !== "millrace") sides.push(await startPrefect(directory));
  for (const side of sides) side.pause();
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} at the start; ${sides.map(({ name, version }) => `${name} ${version}`).join(", ")}
Each side has its own server process with SQLite and its defaults; ${CONNECTIONS} connections that are kept; ${seeded} runs are there before.
The sides take turns (${rounds}), and the other's server is stopped meanwhile (SIGSTOP). CPU is what the server's processes used.
`,
  );
  const flows = new Map<Side, string[]>();
  for (const side of sides) await alone(side, async () => flows.set(side, await seed(side, seeded, CONNECTIONS)));
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      process.stderr.write(`round ${round + 1} of ${rounds}: ${side.name}\n`);
      await alone(side, () => measureRound(found, side, flows.get(side)!, sizes, CONNECTIONS));
    }
  }
  console.log(renderOperations(found, sides));
  if (!values["no-growth"]) {
    const growth = await measureGrowth(sides, flows, alone, { most: values.quick ? 100_000 : 1_000_000, requests: sizes.reads });
    console.log(`\nOne page of the console by the number of runs on the server, p50 ms, one request after the other\n`);
    console.log(renderGrowth(growth));
  }
} finally {
  for (const side of sides) await side.stop();
}

async function alone<Result>(side: Side, work: () => Promise<Result>): Promise<Result> {
  side.resume();
  try {
    return await work();
  } finally {
    side.pause();
  }
}
