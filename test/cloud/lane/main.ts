import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildAgentPackage } from "../../../scripts/agent-package.ts";
import { privileges } from "../privileges/report.ts";
import { bootstrap, type CdkApp, deploy, outputsOf, templateOf } from "./cdk.ts";
import { startEmulator } from "./emulator.ts";
import { emulatedEnvironment } from "./environment.ts";

// The Python lane: the adapters on an AWS emulator; a real bootstrap and deployment on it; the end-to-end suite on what was deployed; and
// whether each function did only what its role allows. Run by .ci/python.sh: node test/cloud/lane/main.ts <python that has MiniStack>

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const [python = ""] = process.argv.slice(2);
const work = await mkdtemp(join(tmpdir(), "millrace-cloud-"));
const emulator = await startEmulator(python, work);
const env = { ...emulatedEnvironment(emulator.url), MILLRACE_TEST_PYTHON: python };
const AGENTS = "MillraceAgents";
const app: CdkApp = {
  checkout,
  work,
  env,
  beside: [AGENTS],
  // agents that nothing needs are to go while the suite looks
  context: ["retain=false", "all=true", "console=false", "queues=fargate", "idleSeconds=5", `agent=${join(work, "agent/agent.tgz")}`],
};
let beside: Promise<boolean> | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end(1));

try {
  console.log(`emulator: ${emulator.url}`);
  // with emulators of their own
  beside = start("pipe", "test/cloud/upgrade", "test/cloud/guide");
  await buildAgentPackage(join(work, "agent"));
  const adapters = await vitest("test/contract", "test/cloud/storage.test.ts");

  console.log(await bootstrap(app));
  const said = await deploy(app);
  console.log(`deployed: ${said.match(/CREATE_COMPLETE/g)?.length} resources; ${/Deployment time: .*/.exec(said)?.[0]}`);
  // what is deployed already is left as it is
  const again = await deploy(app);
  if (again.match(/\(no changes\)/g)?.length !== 2) throw new Error(`A second deployment changed something.\n${again}`);
  console.log("deployed again: (no changes), in both stacks");

  // the suite has runs that end by the clock, and would not have the machine to itself
  const others = await beside;
  const suite = await vitest("test/cloud/deployed");
  // after the suite: it would find among its messages those nobody could handle
  const faults = await vitest("--no-file-parallelism", "test/cloud/faults");
  const { table, wrong } = await privileges(emulator.url, { Millrace: templateOf(app), [AGENTS]: templateOf(app, AGENTS) });
  console.log(`\n${table}`);
  if (wrong.length > 0) throw new Error(`Least privilege does not hold:\n${wrong.join("\n")}`);
  if (!(adapters && suite && faults && others)) throw new Error("Tests failed; they are named above.");
  console.log("\nWhat requests like these cost: npm run bench:cost");
  await end(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(await emulator.log());
  // what it has started it ends itself
  await beside;
  await end(1);
}

function vitest(...files: string[]): Promise<boolean> {
  return start("inherit", ...files);
}

/** Runs tests; with `pipe` they say all they have to say at their end. */
async function start(output: "inherit" | "pipe", ...files: string[]): Promise<boolean> {
  const args = [join(checkout, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/cloud/vitest.python.config.ts", ...files];
  const run = spawn(process.execPath, args, {
    cwd: checkout,
    env: { ...env, MILLRACE_TEST_OUTPUTS: outputsOf(app), MILLRACE_TEST_TEMPLATE: templateOf(app) },
    stdio: ["ignore", output, output],
  });
  const said: Buffer[] = [];
  for (const stream of [run.stdout, run.stderr]) stream?.on("data", (chunk: Buffer) => said.push(chunk));
  const [code] = await once(run, "close");
  process.stdout.write(Buffer.concat(said));
  return code === 0;
}

async function end(code: number): Promise<never> {
  await emulator.stop();
  await rm(work, { recursive: true, force: true });
  process.exit(code);
}
