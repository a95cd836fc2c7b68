import { CreateQueueCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { openQueue } from "#cloud/queue/queue.ts";
import type { Queue } from "#core/ports/queue.ts";
import { emulator } from "./emulator.ts";

const ACCOUNT = "000000000000";

/** The ARN of a queue the emulator makes. */
export function arnOf(name: string): string {
  return `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
}

/** Queues that the contract names as it goes: each is created in the emulator before its first use, as the stack would have before. */
export function emulatedQueues(client: SQSClient): Queue {
  const urls = new Proxy<Record<string, string>>({}, { get: (_, name) => `${emulator.endpoint}/${ACCOUNT}/${String(name)}` });
  const queue = openQueue({ client, urls });
  const created = new Map<string, Promise<unknown>>();
  const create = async (name: string) => {
    if (!created.has(name)) created.set(name, client.send(new CreateQueueCommand({ QueueName: name })));
    await created.get(name);
  };
  return {
    send: async (name, messages) => create(name).then(() => queue.send(name, messages)),
    receive: async (name, options) => create(name).then(() => queue.receive(name, options)),
    delete: async (name, receipts) => create(name).then(() => queue.delete(name, receipts)),
    extend: async (name, receipt, visibilityMs) => create(name).then(() => queue.extend(name, receipt, visibilityMs)),
    close: () => queue.close(),
  };
}
