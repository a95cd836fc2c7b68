import { setTimeout as sleep } from "node:timers/promises";
import { sqsClient } from "#cloud/clients.ts";
import { emulatedQueues } from "#test/cloud/support/emulated-queues.ts";
import { emulatorConfig } from "#test/cloud/support/emulator.ts";
import { describeQueue } from "./queue.contract.ts";

describeQueue("SQS", {
  timeoutMs: 30_000,
  async open() {
    const client = sqsClient({ ...emulatorConfig, useQueueUrlAsEndpoint: false });
    let queue = emulatedQueues(client);
    const second = emulatedQueues(client);
    return {
      get queue() {
        return queue;
      },
      second,
      async reopen() {
        await queue.close();
        queue = emulatedQueues(client);
        return queue;
      },
      pass: (ms) => sleep(ms),
      async close() {
        await queue.close();
        await second.close();
        client.destroy();
      },
    };
  },
});
