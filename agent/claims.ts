import type { ClaimAnswer } from "#core/contract/agents.ts";
import { ApiError } from "#core/contract/client.ts";
import { crashPoint } from "./crash-point.ts";
import type { RunOutcome } from "./events.ts";
import type { House } from "./house.ts";
import { untilNextClaim } from "./next-claim.ts";
import { isAway, isRefused, pause } from "./patience.ts";
import { runClaim } from "./run-claim.ts";
import { obey, startAnew } from "./signals.ts";

/** What the agent takes. */
export interface ClaimOptions {
  readonly workQueues: readonly string[];
  /** How many runs may go on at once. */
  readonly limit: number;
  readonly prefetchSeconds: number;
  /** Take what is due, and end when that has ended. */
  readonly runOnce: boolean;
}

/** Claims runs as long as there is room and starts them, until the agent closes. */
export async function claimRuns(house: House, options: ClaimOptions, ended: (outcome: RunOutcome) => void): Promise<void> {
  let unknown = "";
  // the first claim does not wait, and so tells at once which queues there are
  let waitSeconds = 0;
  while (!house.closing.aborted) {
    const room = options.limit - house.running.size;
    if (room <= 0) {
      await changedOrClosing(house);
      continue;
    }
    const answer = await claim(house, options, room, waitSeconds);
    if (answer === undefined) continue;
    waitSeconds = options.runOnce ? 0 : WAIT_SECONDS;
    if (String(answer.unknown_work_queues) !== unknown) house.events.queuesUnknown(answer.unknown_work_queues);
    unknown = String(answer.unknown_work_queues);
    if (answer.claims.length > 0) crashPoint("agent:claimed");
    for (const one of answer.claims) void runClaim(house, one).then(ended);
    obey(house, answer.signals);
    if (answer.claims.length > 0) continue;
    if (!options.runOnce) await untilNextClaim(answer, house.closing);
    else if (house.running.size === 0) return;
    else await changedOrClosing(house);
  }
  await letGoOfUnknown(house, options);
}

/** One claim; undefined if there is no answer, and it is to be tried again. */
async function claim(house: House, options: ClaimOptions, room: number, waitSeconds: number): Promise<ClaimAnswer | undefined> {
  const { id } = house.identity;
  const body = {
    agent: house.identity,
    work_queues: [...options.workQueues],
    limit: Math.min(room, MOST_CLAIMS),
    held: heldBy(house),
    wait_seconds: waitSeconds,
    prefetch_seconds: options.prefetchSeconds,
  };
  try {
    return await house.patiently(() => house.client.claimFlowRuns({ body }, { signal: house.closing }), house.closing);
  } catch (error) {
    if (house.closing.aborted || (isAway(error) && !isRefused(error))) return undefined;
    if (!(error instanceof ApiError && error.status === 409)) throw error;
    startAnew(house, id);
    return undefined;
  }
}

/** An agent that closes may have claimed runs it was not told of: a last claim, of none, names those it has, and the others go back. */
async function letGoOfUnknown(house: House, options: ClaimOptions): Promise<void> {
  const body = { agent: house.identity, work_queues: [...options.workQueues], limit: 0, held: heldBy(house) };
  await house.patiently(() => house.client.claimFlowRuns({ body }), AbortSignal.timeout(5_000)).catch(() => {});
}

function heldBy(house: House): string[] {
  return [...house.running.keys()].slice(0, 1000);
}

async function changedOrClosing({ changed, closing }: House): Promise<void> {
  const over = new AbortController();
  await Promise.race([changed(), pause(FOR_EVER_MS, AbortSignal.any([closing, over.signal]))]);
  over.abort();
}

const FOR_EVER_MS = 2 ** 31 - 1;
const WAIT_SECONDS = 20;
const MOST_CLAIMS = 100;
