import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { schedulerClient, sqsClient } from "#cloud/clients.ts";
import { openTimers } from "#cloud/timers/timers.ts";
import { systemClock } from "#core/ports/system.ts";
import { arnOf, emulatedQueues } from "#test/cloud/support/emulated-queues.ts";
import { emulatorConfig } from "#test/cloud/support/emulator.ts";
import { describeTimers } from "./timers.contract.ts";

describeTimers("EventBridge Scheduler", {
  timeoutMs: 60_000,
  minutes: "letting minutes pass would take minutes",
  async open() {
    const client = schedulerClient(emulatorConfig);
    // The emulator cuts a listing off at MaxResults (100 by default) and gives no token to go on; the pages themselves are shown in
    // test/cloud-offline/timers.test.ts.
    const generous: typeof client = {
      ...client,
      ask: (asking) => client.ask(asking.path === "/schedules" ? { ...asking, query: { ...asking.query, MaxResults: "1000" } } : asking),
    };
    const sqs = sqsClient(emulatorConfig);
    const queue = emulatedQueues(sqs);
    const group = `millrace-${randomUUID()}`;
    await client.ask({ path: `/schedule-groups/${group}`, headers: { "content-type": "application/json" }, body: {} });
    const queueArns: Record<string, string> = {};
    const open = () =>
      openTimers({
        client: generous,
        group,
        roleArn: "arn:aws:iam::000000000000:role/millrace-timers",
        queueArns,
        queue,
        clock: systemClock,
      });
    let timers = open();
    return {
      get timers() {
        return timers;
      },
      queue,
      now: () => systemClock.now(),
      pass: (ms) => sleep(ms),
      async restart(downMs) {
        await timers.close();
        await sleep(downMs);
        timers = open();
      },
      async newQueue() {
        const name = `q-${randomUUID()}`;
        await queue.receive(name);
        queueArns[name] = arnOf(name);
        return name;
      },
      async close() {
        await timers.close();
        await queue.close();
        client.destroy();
        sqs.destroy();
      },
    };
  },
});
