import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Claim } from "#core/contract/agents.ts";
import type { Connection } from "#sdk/api/connect.ts";
import { openSpool } from "#sdk/report/spool.ts";
import { type BundleCache, openBundleCache } from "../bundle-cache.ts";
import { crashPoint } from "../crash-point.ts";
import type { RunOutcome } from "../events.ts";
import type { HeldRun, House } from "../house.ts";
import { createPatience } from "../patience.ts";
import { openPool } from "../pool.ts";
import { runClaim } from "../run-claim.ts";
import { stopRun } from "../signals.ts";
import { keepRun } from "./keep-run.ts";
import { timeLimit } from "./time-limit.ts";
import { whenTimeIsUp } from "./time-up.ts";

/** One invocation of a runner. */
export interface OneRunOptions {
  readonly connection: Pick<Connection, "client" | "url">;
  readonly flowRunId: string;
  /** Names the runner, for people. */
  readonly holder: string;
  /** Milliseconds the invocation has. */
  readonly remainingMs: number;
  /** Where bundles are kept, for the next invocations as well, and what could not be delivered. */
  readonly dataDir: string;
  /** The environment of the flow's process: all of it. */
  readonly env: NodeJS.ProcessEnv;
  /** Aborted when the runner is to stop before its time: the run goes back. */
  readonly stop?: AbortSignal;
  /** Takes one line of JSON. */
  readonly log: (line: string) => void;
}

/** Claims the run and takes it to its end, or as far as the time goes. Undefined if there was nothing to claim. */
export async function runOne(options: OneRunOptions): Promise<RunOutcome | undefined> {
  const { connection, flowRunId, holder, log } = options;
  const { claim, why } = await connection.client.claimFlowRun({ params: { id: flowRunId }, body: { holder } });
  if (claim === null) {
    log(JSON.stringify({ level: "info", what: `Nothing to do: ${why}`, flow_run_id: flowRunId }));
    return undefined;
  }
  crashPoint("runner:claimed");
  const outcome = await goOn(options, claim);
  log(JSON.stringify({ level: "info", what: "The run left.", flow_run_id: flowRunId, ...outcome }));
  return outcome;
}

async function goOn(options: OneRunOptions, claim: Claim): Promise<RunOutcome> {
  const { infrastructure } = claim;
  const limit = timeLimit(options.remainingMs, infrastructure.type === "lambda" ? infrastructure.timeout_seconds : undefined);
  const house = buildHouse(options, (held, left) => whenTimeIsUp(house, held, limit.seconds, left));
  const ended = new AbortController();
  const ending = runClaim(house, claim);
  const held = house.running.get(claim.flow_run.id)!;
  const timers = [
    setTimeout(() => leave(held), limit.leaveMs),
    setTimeout(() => stopRun(house, held, "time-up", "its time is up", STOP_MS), limit.stopMs),
  ];
  const onStop = () => stopRun(house, held, "hand-back", "its runner stops", STOP_MS);
  options.stop?.addEventListener("abort", onStop);
  const keeping = keepRun(house, held, ended.signal);
  try {
    return await ending;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    options.stop?.removeEventListener("abort", onStop);
    ended.abort();
    house.pool.close();
    await keeping;
  }
}

/** How long a process gets to report what it did before it is killed. */
const STOP_MS = 3_000;

// while its bundle is fetched there is no process yet, and its end tells that the time was up
function leave(held: HeldRun): void {
  held.process?.leave();
}

function buildHouse(options: OneRunOptions, onTimeUp: NonNullable<House["whenTimeIsUp"]>): House {
  const { connection, dataDir, holder, env, log } = options;
  const note = (what: string, more?: object) => log(JSON.stringify({ level: "warn", what, flow_run_id: options.flowRunId, ...more }));
  const quiet = () => {};
  return {
    identity: { id: randomUUID(), name: holder },
    client: connection.client,
    patiently: createPatience({
      onAway: (reason) => note("The API is away.", { reason }),
      onBack: () => note("The API is back."),
      giveUp: new AbortController().signal,
      random: Math.random,
    }),
    pool: openPool(0, env),
    bundles: bundlesIn(join(dataDir, ".bundles")),
    events: {
      runStarted: quiet,
      runEnded: quiet,
      apiAway: quiet,
      apiBack: quiet,
      queuesUnknown: quiet,
      nothingToRun: quiet,
      draining: quiet,
    },
    running: new Map(),
    changed: () => Promise.resolve(),
    closing: options.stop ?? new AbortController().signal,
    stopGraceMs: 10_000,
    whenTimeIsUp: onTimeUp,
    spool: openSpool(dataDir, connection.url),
  };
}

// what an invocation fetched and verified, the next one in the same process finds
const caches = new Map<string, BundleCache>();
function bundlesIn(directory: string): BundleCache {
  const known = caches.get(directory) ?? openBundleCache(directory);
  caches.set(directory, known);
  return known;
}
