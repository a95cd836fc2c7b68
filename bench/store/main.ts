// npm run bench:store
// What the documents cost: DynamoDB capacity units per flow run, task run and log line, and how reads grow with the number of runs.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureGrowth } from "./growth.ts";
import { Meter } from "./meter.ts";
import { type Measured, measureRuns } from "./runs.ts";
import { startCloudServer } from "./server.ts";

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
const directory = await mkdtemp(join(tmpdir(), "bench-store-"));
const meter = new Meter();
const server = await startCloudServer(meter, directory);
try {
  console.log(
    "Write and read units on DynamoDB Local, through the SDK, the API and the cloud store. One write unit: 1 KB; one read unit: 4 KB, half if not consistent.\n",
  );
  printRuns(await measureRuns(server, meter, directory));
  console.log("\nRead units by the number of runs in the table (one page of 50, as the console asks for them)\n");
  const growth = await measureGrowth(server, meter);
  const sizes = growth.map(({ runs }) => runs.toLocaleString("en"));
  printRow(["read units of", ...sizes]);
  for (const question of Object.keys(growth[0]!.reads)) printRow([question, ...growth.map(({ reads }) => reads[question]!.toFixed(1))]);
  printRow(["writing one run (write units)", ...growth.map(({ write }) => write.toFixed(2))]);
} finally {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}

function printRuns(measured: readonly Measured[]): void {
  printRow(["", "write units", "read units", "budget", ""]);
  for (const { what, write, read, budget } of measured) {
    printRow([
      what,
      write.toFixed(3),
      read.toFixed(3),
      budget === undefined ? "" : `≤ ${budget}`,
      budget === undefined ? "" : write <= budget ? "within" : "OVER",
    ]);
  }
}

function printRow([first = "", ...cells]: readonly string[]): void {
  console.log(first.padEnd(44) + cells.map((cell) => cell.padStart(13)).join(""));
}
