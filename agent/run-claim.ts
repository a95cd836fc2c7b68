import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Claim } from "#core/contract/agents.ts";
import { isMillraceError } from "#sdk/errors/millrace-error.ts";
import { concludeRun, crash, type Finished } from "./conclude-run.ts";
import { crashPoint } from "./crash-point.ts";
import { BundleMissingError } from "./errors.ts";
import type { RunOutcome } from "./events.ts";
import type { HeldRun, House } from "./house.ts";
import { deliverLeftBehind } from "./left-behind.ts";
import { ProcessOutput } from "./output.ts";
import { pause } from "./patience.ts";

/** Takes one claimed run to its end: bundle, process, output, and what the process left unsaid. Never rejects. */
export async function runClaim(house: House, claim: Claim): Promise<RunOutcome> {
  const held: HeldRun = {
    id: claim.flow_run.id,
    epoch: claim.lease.epoch,
    name: claim.flow_run.name,
    flowName: claim.flow_name,
    workQueue: claim.work_queue_name,
    process: undefined,
    stop: undefined,
  };
  house.running.set(held.id, held);
  house.events.runStarted(held);
  const started = performance.now();
  const outcome = await serveRun(house, held, claim).catch((error: unknown) => ({
    stateType: "UNKNOWN",
    stateName: "Unknown",
    note: error instanceof Error ? error.message : String(error),
  }));
  // a run claimed anew meanwhile is another one
  if (house.running.get(held.id) === held) house.running.delete(held.id);
  house.events.runEnded(held, outcome, (performance.now() - started) / 1000);
  return outcome;
}

async function serveRun(house: House, held: HeldRun, claim: Claim): Promise<RunOutcome> {
  const { bundle } = claim;
  if (bundle === null) return crash(house, held, NO_BUNDLE, false);
  let bundleFile: string;
  try {
    bundleFile = await fetchPatiently(house, held, bundle);
  } catch (error) {
    if (held.stop !== undefined) return concludeRun(house, held, NOT_STARTED);
    return crash(house, held, (error as Error).message, !isMillraceError(error));
  }
  crashPoint("agent:bundle-fetched");
  if (held.stop !== undefined) return concludeRun(house, held, NOT_STARTED);
  const home = await mkdtemp(join(tmpdir(), "millrace-run-"));
  try {
    const outcome = await concludeRun(house, held, await runProcess(house, held, claim, { bundleFile, home }));
    crashPoint("agent:run-concluded");
    return outcome;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

async function runProcess(
  house: House,
  held: HeldRun,
  { bundle, flow_run, infrastructure, has_prior }: Claim,
  { bundleFile, home }: { bundleFile: string; home: string },
): Promise<Finished> {
  const { env = {} } = infrastructure;
  const working_dir = infrastructure.type === "subprocess" ? infrastructure.working_dir : undefined;
  const directory = working_dir ?? join(home, "work");
  if (working_dir === undefined) await mkdir(directory);
  const output = new ProcessOutput({
    flowRunId: held.id,
    send: (lines) => house.patiently(() => house.client.createLogs({ body: lines })),
  });
  // some variables count only from the start of a process
  const process = Object.keys(env).some((name) => FROM_THE_START.test(name)) ? house.pool.fresh(env) : house.pool.take();
  held.process = process;
  process.run(
    {
      flowRun: flow_run,
      epoch: held.epoch,
      flowName: bundle?.flow ?? held.flowName,
      bundleFile,
      env,
      directory,
      spoolDirectory: home,
      orphanGraceMs: house.stopGraceMs,
      hasPrior: has_prior,
    },
    (stream, chunk) => output.take(stream, chunk),
  );
  crashPoint("agent:run-handed");
  const end = await process.ended;
  crashPoint("agent:process-ended");
  await output.end();
  return { end, lastErrors: output.lastErrors, left: await deliverLeftBehind(house, held, home) };
}

/** A storage that can't be reached for a while is waited for, as long as the run is ours. */
async function fetchPatiently(house: House, held: HeldRun, bundle: NonNullable<Claim["bundle"]>): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await house.bundles.fetch(bundle);
    } catch (error) {
      if (isMillraceError(error) || held.stop !== undefined || house.closing.aborted) throw error;
      if (attempt === MOST_FETCHES) throw new BundleMissingError(bundle.key, error instanceof Error ? error.message : String(error));
      await pause(250 * 2 ** attempt, house.closing);
    }
  }
}

const NO_BUNDLE = "The deployment of this run has no code that an agent could run; create it with `millrace deployment create`.";
const NOT_STARTED: Finished = { end: undefined, lastErrors: [], left: undefined };
const FROM_THE_START = /^(NODE_|LD_|DYLD_|UV_)/;
const MOST_FETCHES = 6;
