import { deployment, flow, getRunLogger, intervalSchedule, task } from "millrace";

const add = task({ persistResult: true }, async (a: number, b: number) => a + b);

/** Too large for the document of a task run, so that it goes to the bucket. */
const trace = task({ persistResult: true }, async () => "beat ".repeat(20_000));

export const heartbeat = flow({ name: "heartbeat" }, async () => {
  await trace();
  const sum = await add(40, 2);
  getRunLogger().info(`The sum is ${sum}`);
  return sum;
});

/** Due each second: more often than EventBridge Scheduler could set it off. */
export const often = deployment({
  flow: heartbeat,
  name: "often",
  schedules: [intervalSchedule({ seconds: 1 })],
  workQueue: "pulse",
});
