// npm run bench:overhead [-- --quick] [-- --only millrace|prefect]
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startMillrace } from "./millrace.ts";
import { type Item, type Proof, plan } from "./plan.ts";
import { startPrefect } from "./prefect.ts";
import { describeMachine, type Figures, printTable } from "./report.ts";
import type { Side } from "./side.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false }, only: { type: "string" } } });
if (values.only !== undefined && values.only !== "millrace" && values.only !== "prefect") {
  console.error(`--only takes millrace or prefect, not "${values.only}".`);
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const directory = await mkdtemp(join(tmpdir(), "bench-overhead-"));
// however it ends
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
const sides: Side[] = [];
const figures: Figures = new Map();
try {
  if (values.only !== "prefect") sides.push(await startMillrace(directory));
  if (values.only !== "millrace") sides.push(await startPrefect(directory));
  for (const side of sides) side.pause();
  console.log(describeMachine(sides));
  for (const side of sides) add(figures, "server start to healthy, fresh data", side, "ms", [side.serverStartMs]);
  for (const item of plan(values.quick)) await measureInTurn(item, sides, figures);
} finally {
  // also when something failed on the way: what is known took minutes to measure
  printTable(figures, sides);
  for (const side of sides) await side.stop();
}

/** The sides take turns, and who goes first changes, so that what else happens on the machine meets both. */
async function measureInTurn(item: Item, both: readonly Side[], figures: Figures): Promise<void> {
  for (let round = 0; round < item.processes; round++) {
    for (const side of round % 2 === 0 ? both : both.toReversed()) {
      process.stderr.write(`${item.label}: ${side.name}, ${round + 1} of ${item.processes}\n`);
      side.resume();
      const measured = await item.measure(side);
      for (const proof of measured.proof ?? []) await verify(side, proof);
      side.pause();
      add(figures, item.label, side, item.unit, measured.figures);
      for (const [label, values] of Object.entries(measured.also ?? {})) add(figures, `${item.label} ${label}`, side, "", values);
    }
  }
}

/** Asks the server, from outside the flow's process, whether the run and all its tasks are there and completed. */
async function verify(side: Side, proof: Proof): Promise<void> {
  const run = (await ask(side, "GET", `/flow_runs/${proof.flowRunId}`)) as { state_type: string };
  const body = { flow_runs: { id: { any_: [proof.flowRunId] } }, task_runs: { state: { type: { any_: ["COMPLETED"] } } } };
  const tasks = await ask(side, "POST", "/task_runs/count", body);
  if (run.state_type === "COMPLETED" && tasks === proof.tasks) return;
  throw new Error(
    `${side.name}: flow run ${proof.flowRunId} is ${run.state_type} with ${tasks} of ${proof.tasks} task runs completed on its server.`,
  );
}

async function ask(side: Side, method: string, path: string, body?: object): Promise<unknown> {
  const init = body === undefined ? { method } : { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(side.apiUrl + path, init);
  if (!answer.ok) throw new Error(`${side.name}: ${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

function add(figures: Figures, label: string, side: Side, unit: string, measured: readonly number[]): void {
  const row = figures.get(label) ?? { unit, values: {} };
  row.values[side.name] = [...(row.values[side.name] ?? []), ...measured];
  figures.set(label, row);
}
