import type { Claim, ClaimRequest } from "#core/contract/agents.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import { crashPoint } from "../../crash-point.ts";
import type { Caller } from "../../token/caller.ts";
import type { CallContext, Services } from "../deps.ts";
import type { WorkQueueRecord } from "../documents/work-queue.ts";
import type { Parts } from "../parts.ts";
import { wrongScope } from "../refusals.ts";
import { dueRuns, nextDue } from "../work-queues/due.ts";
import { allWorkQueues, hintQueue } from "../work-queues/hints.ts";
import { renewAgent } from "./agent-lease.ts";
import { handBackOthers } from "./agents.ts";
import { createTaker } from "./take.ts";

/**
 * Hands runs that are due to an agent. What is due is read from the store; messages only end the wait early. So a hint that is lost, late or
 * comes twice changes nothing but the moment.
 */
export function claimServices(parts: Parts): Pick<Services, "claimFlowRuns"> {
  const { clock, store } = parts;
  const inTurn = createTurns();
  return {
    async claimFlowRuns({ body }, context) {
      const { agent, limit, prefetch_seconds } = body;
      const canWait = parts.settings.canWait === true && body.wait_seconds > 0 && limit > 0;
      // its lease is renewed first: an agent that is lost holds nothing any more
      if (body.held !== undefined) {
        await renewAgent(parts, agent);
        await handBackOthers(parts, agent.id, body.held, "Its agent never heard that it got the run.");
      }
      const deadline = clock.now() + body.wait_seconds * 1000;
      for (;;) {
        const { queues, unknown } = chosen(await allWorkQueues(store), body.work_queues);
        refuseOthers(queues, unknown, context.caller);
        const lease = await renewAgent(
          parts,
          agent,
          queues.map(({ name }) => name),
        );
        // nobody would start what is claimed for one who has gone
        if (isGone(context))
          return { claims: [], lease_expires_at: lease.lease_expires_at, signals: [], unknown_work_queues: unknown, poll_seconds: 0 };
        // a limit of none is a pause by another name; nobody is to take runs only to put them aside
        const open = queues.filter(({ is_paused, concurrency_limit }) => !is_paused && concurrency_limit !== 0);
        const looked = clock.now();
        const claims =
          limit === 0 || open.length === 0
            ? []
            : await inTurn(async () => (isGone(context) ? [] : claimDue(parts, agent, open, limit, prefetch_seconds, context)));
        const left = deadline - clock.now();
        if (claims.length > 0 || !canWait || left <= 0) {
          const poll_seconds = canWait || parts.settings.canWait === true ? 0 : POLL_SECONDS;
          const wait_urls = claims.length === 0 ? await waitUrls(parts, open, body) : [];
          return {
            claims,
            lease_expires_at: lease.lease_expires_at,
            signals: [],
            unknown_work_queues: unknown,
            poll_seconds,
            ...(wait_urls.length > 0 && { wait_urls }),
          };
        }
        await untilSomethingIsDue(parts, queues, { after: looked, mostMs: Math.min(left, LOOK_AGAIN_MS) }, context.signal);
      }
    },
  };
}

function isGone({ signal }: CallContext): boolean {
  return signal?.aborted === true;
}

// Agents that ask one server in the same moment are served one after the other: at once they would try to take the same runs.
function createTurns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

/** Pause between claims where the server can't wait, in seconds. */
const POLL_SECONDS = 5;
/** How long a wait goes without looking by itself. */
const LOOK_AGAIN_MS = 5_000;

// The agent waits at the queues itself where this server would have to be paid for waiting.
async function waitUrls(parts: Parts, queues: readonly WorkQueueRecord[], { limit, wait_seconds }: ClaimRequest): Promise<string[]> {
  const { queue, settings } = parts;
  if (settings.delayedHints !== true || queue.presignReceive === undefined || limit === 0 || wait_seconds === 0) return [];
  const options = { max: Math.min(limit, 10), waitMs: Math.min(wait_seconds, 20) * 1000, expiresIn: 300 };
  return Promise.all(queues.slice(0, MOST_WAITS).map(({ id }) => queue.presignReceive!(hintQueue(id), options)));
}

const MOST_WAITS = 20;

function chosen(all: readonly WorkQueueRecord[], words: readonly string[]): { queues: WorkQueueRecord[]; unknown: string[] } {
  const found = words.map((word) => all.find(({ id, name }) => name === word || id === word.toLowerCase()));
  const queues = [...new Set(found.filter((queue) => queue !== undefined))];
  // a sort that keeps the order of the call where priorities are the same
  queues.sort((a, b) => a.priority - b.priority);
  return { queues, unknown: words.filter((_, at) => found[at] === undefined) };
}

function refuseOthers(queues: readonly WorkQueueRecord[], unknown: readonly string[], caller: Caller | undefined): void {
  const scope = caller?.workQueues ?? null;
  if (scope === null) return;
  const others = [...queues.map(({ name }) => name), ...unknown].filter((name) => !scope.includes(name));
  if (others.length > 0) throw wrongScope(others, scope);
}

async function claimDue(
  parts: Parts,
  agent: { readonly id: string; readonly name: string },
  queues: readonly WorkQueueRecord[],
  limit: number,
  prefetchSeconds: number,
  context: CallContext,
): Promise<Claim[]> {
  const taker = createTaker(parts, agent, context);
  const claims: Claim[] = [];
  // what could not be taken is out of the way afterwards (waiting, skipped, or another's), so that looking again finds others
  for (let round = 0; round < ROUNDS && claims.length < limit; round += 1) {
    const before = formatTimestamp(parts.clock.now() + prefetchSeconds * 1000);
    const due = await dueRuns(parts.store, queues, before, Math.max(limit - claims.length, LEAST_LOOK));
    if (due.length === 0) break;
    let moved = 0;
    let lost = 0;
    for (let at = 0; at < due.length && claims.length < limit; at += 1) {
      const outcome = await taker.take(due[at]!);
      if (typeof outcome === "object") claims.push(outcome);
      crashPoint("claim:run-taken");
      if (outcome !== "taken-by-another") {
        moved += 1;
        lost = 0;
        continue;
      }
      // Another agent goes through the same list. Following it would lose each race, so this one goes on further ahead; the next round
      // looks at what was left out.
      lost += 1;
      const ahead = Math.min(2 ** lost - 1, due.length - 1 - at);
      at += ahead;
      moved += ahead;
    }
    if (moved === 0) break;
  }
  return claims;
}

const ROUNDS = 20;
const LEAST_LOOK = 10;

async function untilSomethingIsDue(
  parts: Parts,
  queues: readonly WorkQueueRecord[],
  { after, mostMs }: { readonly after: number; readonly mostMs: number },
  gone: AbortSignal | undefined,
): Promise<void> {
  const { queue, clock, store } = parts;
  // from before the last look for runs: one that fell due since then was not seen by it
  const next = await nextDue(store, queues, formatTimestamp(after));
  const untilNext = next === null ? Number.POSITIVE_INFINITY : Math.max(1, parseTimestamp(next) - clock.now());
  const waitMs = Math.ceil(Math.min(mostMs, untilNext));
  if (queue === undefined || queues.length === 0) return clock.sleep(waitMs, gone).catch(() => {});
  const woken = new AbortController();
  const leave = () => woken.abort();
  gone?.addEventListener("abort", leave);
  if (gone?.aborted === true) leave();
  // one message wakes; it is used up by that, so that it does not wake again
  const listen = async ({ id }: WorkQueueRecord) => {
    const messages = await queue.receive(hintQueue(id), { max: 10, waitMs, visibilityMs: 1_000, signal: woken.signal });
    if (messages.length > 0)
      await queue.delete(
        hintQueue(id),
        messages.map(({ receipt }) => receipt),
      );
  };
  const listening = queues.map(listen);
  try {
    await Promise.race(listening);
  } finally {
    gone?.removeEventListener("abort", leave);
    woken.abort();
    await Promise.allSettled(listening);
  }
}
