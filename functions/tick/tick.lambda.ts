import { ecsClient } from "#cloud/clients.ts";
import { openRunTasks } from "#cloud/ecs/run-tasks.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { openFunctionRunner } from "#cloud/runner/runner.ts";
import { createParts } from "../services/parts.ts";
import { TICK_QUEUE } from "../services/tick-queue.ts";
import { behindSqs } from "../sqs.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { tick } from "./tick.ts";

const { runnerFunction } = readEnvironment(process.env, "runnerFunction");
const runner = openFunctionRunner({ functionName: runnerFunction, env: process.env, now: () => new Date() });
const parts = createParts({ ...cloudDeps(), runner, tasks: openRunTasks(ecsClient()) });

/** Does what falls due: makes the next runs of a deployment and announces those that are due soon, and starts the runs that no agent takes. */
export const handler = behindSqs(
  async (messages) => {
    for (const { body } of messages) await tick(parts, body);
    return { again: [] };
  },
  { extend: (receipt, delayMs) => parts.queue.extend(TICK_QUEUE, receipt, delayMs), log: parts.log },
);
