import type { WhyWaiting } from "#core/contract/deployments.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { Services } from "../deps.ts";
import { deploymentKey, deploymentOf } from "../documents/deployment.ts";
import type { StoredFlowRun } from "../documents/flow-run.ts";
import { launchKey, launchOf } from "../documents/launch.ts";
import type { WorkQueueRecord } from "../documents/work-queue.ts";
import { getFlowRun } from "../lookups.ts";
import type { Parts } from "../parts.ts";
import { allWorkQueues } from "../work-queues/hints.ts";
import { takes } from "../work-queues/match.ts";
import { allAgents, lastPolled, POLLED_SECONDS } from "../work-queues/queue-state.ts";

/** Why a run has not started, in one sentence for people. */
export function whyWaitingServices(parts: Parts): Pick<Services, "readWhyWaiting"> {
  return {
    async readWhyWaiting({ params }) {
      const run = await getFlowRun(parts.store, params.id);
      const queues = (await allWorkQueues(parts.store)).filter((queue) => takes(queue, run));
      const answer = (code: WhyWaiting["code"], sentence: string): WhyWaiting => ({
        waiting: code !== "not-waiting",
        code,
        sentence,
        work_queue_names: queues.map(({ name }) => name),
      });
      if (run.state_type === "PAUSED") return answer("paused", pausedSentence(run));
      if (run.state_type !== "SCHEDULED") return answer("not-waiting", `The run is not waiting; it is ${run.state_name}.`);
      return answer(...(await reason(parts, run, queues)));
    },
  };
}

async function reason(parts: Parts, run: StoredFlowRun, queues: readonly WorkQueueRecord[]): Promise<[WhyWaiting["code"], string]> {
  const now = parts.clock.now();
  const due = run.next_scheduled_start_time;
  if (run.lease !== null) return ["retrying", `It waits in its process for its next attempt${due === null ? "" : `, at ${short(due)}`}.`];
  if (run.waiting_for !== null)
    return ["concurrency", `The concurrency limit "${run.waiting_for}" is full; the run starts as soon as a slot is free.`];
  const future = due !== null && parseTimestamp(due) > now;
  if (run.placement !== null) return (await withoutPlace(parts, run)) ?? atTheRunner(run, queues, now);
  if (queues.length === 0) return ["no-queue", await noQueue(parts, run)];
  if (queues.every(({ is_paused }) => is_paused))
    return ["queue-paused", `Work queue "${queues[0]!.name}" is paused; resume it with: millrace work-queue resume "${queues[0]!.name}"`];
  const names = queues.filter(({ is_paused, concurrency_limit }) => !is_paused && concurrency_limit !== 0).map(({ name }) => name);
  if (names.length === 0) {
    const [{ name } = { name: "" }] = queues.filter(({ is_paused }) => !is_paused);
    return ["queue-paused", `Work queue "${name}" has a limit of 0; raise it with: millrace work-queue set-concurrency-limit "${name}" 1`];
  }
  const polled = lastPolled(await allAgents(parts), names);
  const isPolled = polled !== null && polled > formatTimestamp(now - POLLED_SECONDS * 1000);
  if (!isPolled) {
    const since = polled === null ? "no agent has polled" : `no agent has polled since ${short(polled)}`;
    return ["no-agent", `Work queue "${names[0]}" takes it, but ${since}; start one with: millrace agent start "${names[0]}"`];
  }
  if (future) return ["future", `It is due at ${short(due)}.`];
  return ["ready", `It is due, and an agent of work queue "${names[0]}" takes it as soon as it has room.`];
}

function atTheRunner(run: StoredFlowRun, queues: readonly WorkQueueRecord[], now: number): [WhyWaiting["code"], string] {
  const due = run.next_scheduled_start_time;
  // a run that names no queue is held back by none
  const queue = queues.find(({ name }) => name === run.work_queue_name);
  if (queue?.is_paused)
    return ["queue-paused", `Work queue "${queue.name}" is paused; resume it with: millrace work-queue resume "${queue.name}"`];
  if (due !== null && parseTimestamp(due) > now) return ["future", `It is due at ${short(due)}.`];
  if (run.placement === "ecs") return ["ready", "It is due, and a Fargate task of its own is asked for; no agent takes it."];
  return ["ready", "It is due, and goes on as soon as the runner has room for it; no agent takes it."];
}

// what keeps a task of a run's own from being started, if anything does
async function withoutPlace(parts: Parts, run: StoredFlowRun): Promise<[WhyWaiting["code"], string] | undefined> {
  if (run.placement !== "ecs") return undefined;
  if ((await parts.fleetSettings())?.tasks === undefined)
    return [
      "no-placement",
      "Its deployment asks for a Fargate task of its own, and this server has none to start: deploy the agents' stack in AWS, or deploy the flow with subprocess().",
    ];
  const launch = launchOf(await parts.store.get(launchKey(run.id)));
  if (launch === null || launch.epoch !== run.epoch) return undefined;
  if (launch.state === "later")
    return [
      "no-placement",
      `ECS has no task for it right now (${launch.why}); it is asked again at ${short(formatTimestamp(launch.retry_at))}.`,
    ];
  if (launch.state === "started") return ["ready", `Its Fargate task is starting since ${short(formatTimestamp(launch.at))}.`];
  return undefined;
}

async function noQueue({ store }: Parts, run: StoredFlowRun): Promise<string> {
  if (run.work_queue_name !== null)
    return `There is no work queue "${run.work_queue_name}"; create it with: millrace work-queue create "${run.work_queue_name}"`;
  const deployment = run.deployment_id === null ? null : await store.get(deploymentKey(run.deployment_id));
  const name = deployment === null ? "its deployment" : `deployment "${deploymentOf(deployment).name}"`;
  if (run.tags.length === 0)
    return `No work queue takes runs without tags; create one for ${name} with: millrace work-queue create default`;
  const tags = run.tags.map((tag) => `"${tag}"`).join(", ");
  return `No work queue takes runs with the tags ${tags}; create one with: millrace work-queue create ${run.tags[0]} --tag ${run.tags[0]}`;
}

function pausedSentence(run: StoredFlowRun): string {
  const details = run.states.at(-1)?.state_details;
  const input = details?.run_input_keyset == null ? "" : " with the input it asks for";
  return `It is paused until somebody resumes it${input}${details?.pause_timeout == null ? "" : `, at the latest at ${short(details.pause_timeout)}`}.`;
}

function short(timestamp: string): string {
  return `${timestamp.slice(0, 19).replace("T", " ")} UTC`;
}
