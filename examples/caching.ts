// A result that is computed once and found again by later calls and later runs with the same arguments.
import { flow, getRunLogger, task, taskInputHash } from "millrace";

const sumUp = task({ cacheKey: taskInputHash, cacheExpiration: 3600 }, (numbers: readonly number[]) => {
  getRunLogger().info("Really summing up");
  return numbers.reduce((sum, number) => sum + number, 0);
});

const report = flow("report", async () => {
  const first = await sumUp([1, 2, 3]);
  const again = sumUp([1, 2, 3]);
  await again;
  getRunLogger().info(`The second call ended ${again.state.name}`);
  return first;
});

console.log(await report());
