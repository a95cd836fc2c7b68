// npm run bench:store [-- --quick]
// What the documents cost: DynamoDB capacity units per flow run, task run and log line, under an agent and while nothing is due, and how reads
// grow with the number of runs.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { markdownTable } from "../table.ts";
import { DEPLOYMENTS, measureDispatch } from "./dispatch.ts";
import { type Growth, measureGrowth } from "./growth.ts";
import { Meter } from "./meter.ts";
import { type Measured, measureRuns } from "./runs.ts";
import { startCloudServer } from "./server.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
const directory = await mkdtemp(join(tmpdir(), "bench-store-"));
const meter = new Meter();
const server = await startCloudServer(meter, directory);
try {
  console.log(
    "Write and read units on DynamoDB Local, through the SDK, the API and the cloud store. One write unit: 1 KB; one read unit: 4 KB, half if not consistent.\n",
  );
  printRuns(await measureRuns(server, meter, directory));
  const { runs, idle } = await measureDispatch(server, meter);
  console.log("\nA run of a deployment under an agent, without what its tasks and log lines cost\n");
  printRuns(runs);
  console.log(`\nWhile nothing is due, with ${DEPLOYMENTS} deployments: sweeps each minute, an agent that asks every five seconds\n`);
  printRuns(idle);
  console.log("\nRead units by the number of runs in the table (one page of 50, as the console asks for them)\n");
  const growth = await measureGrowth(server, meter, values.quick ? 10_000 : 100_000);
  const [{ reads }] = growth as [Growth];
  console.log(
    markdownTable([
      ["read units of", ...growth.map(({ runs }) => runs.toLocaleString("en"))],
      ...Object.keys(reads).map((question) => [question, ...growth.map((one) => one.reads[question]!.toFixed(1))]),
      ["writing one run (write units)", ...growth.map(({ write }) => write.toFixed(2))],
    ]),
  );
} finally {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}

function printRuns(measured: readonly Measured[]): void {
  const rows = measured.map(({ what, write, read, budget }) => [
    what,
    units(write),
    units(read),
    ...(budget === undefined ? ["", ""] : [`≤ ${budget}`, write <= budget ? "within" : "OVER"]),
  ]);
  console.log(markdownTable([["", "write units", "read units", "budget", ""], ...rows]));
}

function units(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(3);
}
