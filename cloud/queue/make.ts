import { setTimeout as sleep } from "node:timers/promises";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import type { Address } from "./address.ts";

/**
 * Does work on a queue; one of those that we make is made if it turns out not to be there. Nobody asks first, so that a queue that is there
 * costs no request more.
 */
export async function whenMade<Result>(queue: Address, work: () => Promise<Result>): Promise<Result> {
  for (let pauses = 0; ; pauses += 1) {
    try {
      return await work();
    } catch (error) {
      if (!queue.isMade || !isMissing(error) || pauses === PAUSES_MS.length) throw error;
      if (pauses === 0) await makeQueue(queue);
      // SQS asks for a second before a new queue is used; another server of theirs may not know it for longer
      await sleep(PAUSES_MS[pauses]);
    }
  }
}

const PAUSES_MS = [250, 1000, 2000];

// Made twice at once with the same attributes, it is the same queue. What it holds are hints: an hour old, they are worth nothing.
async function makeQueue({ client, url }: Address): Promise<void> {
  await client.send(
    new CreateQueueCommand({
      QueueName: url.slice(url.lastIndexOf("/") + 1),
      Attributes: { MessageRetentionPeriod: "3600", VisibilityTimeout: "30", SqsManagedSseEnabled: "true" },
    }),
  );
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /QueueDoesNotExist|NonExistentQueue/.test(error.name) || (error.cause !== undefined && isMissing(error.cause));
}
