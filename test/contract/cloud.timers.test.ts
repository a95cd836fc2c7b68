import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateScheduleGroupCommand } from "@aws-sdk/client-scheduler";
import { sqsClient } from "#cloud/clients.ts";
import { schedulerClient } from "#cloud/timers/scheduler-client.ts";
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
    client.middlewareStack.add(
      (next) => (args) => next({ ...args, input: isListing(args.input) ? { ...args.input, MaxResults: 1000 } : args.input }),
      {
        step: "initialize",
      },
    );
    const sqs = sqsClient({ ...emulatorConfig, useQueueUrlAsEndpoint: false });
    const queue = emulatedQueues(sqs);
    const group = `millrace-${randomUUID()}`;
    await client.send(new CreateScheduleGroupCommand({ Name: group }));
    const queueArns: Record<string, string> = {};
    const open = () =>
      openTimers({ client, group, roleArn: "arn:aws:iam::000000000000:role/millrace-timers", queueArns, queue, clock: systemClock });
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

function isListing(input: object): boolean {
  return "NamePrefix" in input;
}
