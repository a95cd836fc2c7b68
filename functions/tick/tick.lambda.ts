import { readEnvironment } from "#cloud/environment.ts";
import { lazyPort } from "#cloud/lazy-port.ts";
import { openFunctionRunner } from "#cloud/runner/runner.ts";
import { openScheduler } from "#cloud/timers/open-scheduler.ts";
import type { RunTasks } from "#core/ports/run-tasks.ts";
import { createParts } from "../services/parts.ts";
import { TICK_QUEUE } from "../services/tick-queue.ts";
import { behindSqs } from "../sqs.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { tick } from "./tick.ts";

const { runnerFunction } = readEnvironment(process.env, "runnerFunction");
const runner = openFunctionRunner({ functionName: runnerFunction, env: process.env, now: () => new Date() });
const tasks = lazyPort<RunTasks>({ start: true, stop: true }, async () => (await import("#cloud/ecs/open-ecs.ts")).openEcsTasks());
const parts = createParts({ ...cloudDeps(openScheduler), runner, tasks });

/** Does what falls due: makes the next runs of a deployment and announces those that are due soon, and starts the runs that no agent takes. */
export const handler = behindSqs(
  async (messages) => {
    for (const { body } of messages) await tick(parts, body);
    return { again: [] };
  },
  { extend: (receipt, delayMs) => parts.queue.extend(TICK_QUEUE, receipt, delayMs), log: parts.log },
);
