// npm run bench:schedule [-- --quick] [-- --only dispatch|hours]
// From due to claimed and to Running, alone and in a burst; what idling costs; and whether the scheduler's cost goes with firings or deployments.
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { figure, markdownTable, quantile } from "../table.ts";
import { dueTogether, upload } from "./deployments.ts";
import { burstOfClaims, singleClaims, singleStarts, startsOf } from "./dispatch.ts";
import { type Hour, measureHour } from "./growth.ts";
import { idlePercent, startPlace } from "./place.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false }, only: { type: "string" } } });
if (values.only !== undefined && values.only !== "dispatch" && values.only !== "hours") {
  console.error(`--only takes dispatch or hours, not "${values.only}".`);
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
const plan = values.quick
  ? { idleSeconds: 10, singles: 10, burst: 300, starts: 12, deployments: [100, 2_000], history: 20_000 }
  : { idleSeconds: 20, singles: 40, burst: 1_000, starts: 100, deployments: [100, 10_000], history: 100_000 };
const DRIVERS = 4;
const AGENTS = 2;
const WARM = 2;

const say = (what: string) => process.stderr.write(`${what} …\n`);
if (values.only !== "hours") await measureDispatch();
if (values.only !== "dispatch") await measureHours();

async function measureDispatch(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "bench-schedule-"));
  // however it ends
  process.once("exit", () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  const place = await startPlace(directory);
  const agents = Array.from({ length: AGENTS }, () => place.startAgent("bench", { warm: WARM, limit: 4 }));
  try {
    console.log(`Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} at the start\n`);
    const file = fileURLToPath(new URL("../trigger/flows.ts", import.meta.url));
    const deployable = await upload(place.client, file, "three steps");
    const { client } = place;

    say("waiting for warm processes");
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    say(`idling for ${plan.idleSeconds} s`);
    const [serverIdle, ...agentIdle] = await idlePercent([place, ...agents], plan.idleSeconds);
    say(`${plan.singles} single starts`);
    const single = await singleStarts(client, deployable, "bench", plan.singles);
    say(`${plan.starts} deployments due together, with real agents`);
    const due = await dueTogether(client, deployable, "bench", plan.starts);
    const starts = await startsOf(client, due, plan.starts);
    for (const agent of agents) await agent.stop();
    say(`${plan.singles} single claims`);
    const claims = await singleClaims(client, deployable, plan.singles);
    say(`${plan.burst} deployments due together, claims only`);
    const burst = await burstOfClaims(client, deployable, plan.burst, DRIVERS);

    const row = (what: string, ms: readonly number[]) => [
      what,
      String(ms.length),
      ...[0.5, 0.99, 1].map((share) => figure(quantile(ms, share))),
    ];
    console.log(
      markdownTable([
        ["from due to", "runs", "p50 ms", "p99 ms", "max ms"],
        row("claimed, one run at a time", claims),
        row(`claimed, all due in the same second, ${DRIVERS} agents that only claim`, burst),
        row(`Running, one run at a time, ${AGENTS} agents with ${WARM} warm processes each`, single),
        row("Running, all due in the same second, the same agents", starts),
      ]),
    );
    console.log("\nOne process a run: the last line is how fast this machine starts processes, not how fast runs are dispatched.\n");
    console.log(
      markdownTable([
        [`idle for ${plan.idleSeconds} s`, "% of a core"],
        ["server", figure(serverIdle!)],
        [`agent with ${WARM} warm processes`, figure(quantile(agentIdle, 0.5))],
      ]),
    );
  } finally {
    for (const agent of agents) await agent.stop();
    await place.stop();
  }
}

async function measureHours(): Promise<void> {
  const hours: Hour[] = [];
  for (const deployments of plan.deployments) {
    say(`an hour with ${deployments} deployments`);
    hours.push(await measureHour(deployments, plan.history));
  }
  const line = (what: string, of: (hour: Hour) => number) => [what, ...hours.map((hour) => figure(of(hour)))];
  console.log(`\nAn hour of schedules on a clock of its own, then sweeps beside ${plan.history.toLocaleString("en")} finished runs\n`);
  console.log(
    markdownTable([
      ["", ...hours.map(({ deployments }) => `${deployments.toLocaleString("en")} deployments`)],
      line("runs that fell due", ({ firings }) => firings),
      line("ticks that made runs ahead", ({ ticks }) => ticks),
      line("documents and pages read", ({ reads }) => reads),
      line("documents written", ({ writes }) => writes),
      line("CPU of the hour, ms", ({ cpuMs }) => cpuMs),
      line("CPU of one sweep, ms", ({ sweepMs }) => sweepMs),
    ]),
  );
}
