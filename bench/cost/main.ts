// npm run bench:cost [-- --save]
// What a month costs in AWS: requests, capacity units and compute of the control plane, measured and priced.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startCloudServer } from "../store/server.ts";
import { markdownTable } from "../table.ts";
import { measure } from "./measure.ts";
import { CostMeter } from "./meter.ts";
import { costTable, sumOfMonth } from "./report.ts";
import type { Measured, Work } from "./work.ts";

const { values } = parseArgs({ options: { save: { type: "boolean", default: false }, kept: { type: "boolean", default: false } } });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
const kept = new URL("measured.json", import.meta.url);
const measured = values.kept ? (JSON.parse(await readFile(kept, "utf8")) as Measured) : await measureNow();

const { reactMessages: _messages, ...works } = measured;
const row = (what: string, { requests, cpuMs, calls, read, write, sent }: Work) => [
  what,
  ...[requests, cpuMs, calls, read, write, sent].map((value) => value.toFixed(2)),
];
console.log("Measured for one of each\n");
console.log(
  markdownTable([
    ["", "API requests", "CPU ms", "table calls", "read units", "write units", "sends"],
    ...Object.entries(works).map(([what, work]) => row(what, work)),
  ]),
);
console.log(`\n${costTable(measured)}\n`);
const [idle, million] = [sumOfMonth("idle", measured).list, sumOfMonth("1M task runs, 100 in each run", measured).list];
console.log(`An idle month: $${idle.toFixed(2)} (goal $1.20). 1M task runs above that: $${(million - idle).toFixed(2)} (goal $4).`);
if (values.save) {
  await writeFile(kept, `${JSON.stringify(measured, rounded, 2)}\n`);
  const guide = new URL("../../docs/guides/deploy-aws.md", import.meta.url);
  const text = await readFile(guide, "utf8");
  const table = costTable(JSON.parse(await readFile(kept, "utf8")) as Measured);
  await writeFile(
    guide,
    text.replace(/(<!-- cost -->\n)[\s\S]*?(<!-- \/cost -->)/, (_, begin, end) => `${begin}\n${table}\n\n${end}`),
  );
}

async function measureNow(): Promise<Measured> {
  const directory = await mkdtemp(join(tmpdir(), "bench-cost-"));
  const meter = new CostMeter();
  const server = await startCloudServer(meter, directory);
  try {
    return await measure(server, meter, directory);
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Math.round(value * 1000) / 1000 : value;
}
