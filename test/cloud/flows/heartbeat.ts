import { deployment, flow, getRunLogger, intervalSchedule, task } from "millrace";

const add = task({ persistResult: true }, async (a: number, b: number) => a + b);

export const heartbeat = flow({ name: "heartbeat" }, async () => {
  const sum = await add(40, 2);
  getRunLogger().info(`The sum is ${sum}`);
  return sum;
});

/** Due each 20 seconds: more often than EventBridge Scheduler could set it off. */
export const often = deployment({
  flow: heartbeat,
  name: "often",
  schedules: [intervalSchedule({ seconds: 20 })],
  workQueue: "pulse",
});
