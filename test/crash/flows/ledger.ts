// What the runs of a world do: three tasks, each noted in a ledger outside of everything that may crash.
import { appendFileSync } from "node:fs";
import { flow, getRunContext, getRunLogger, task } from "millrace";

const note = (ledger: string, line: object) => appendFileSync(ledger, `${JSON.stringify(line)}\n`);

const step = task({ name: "step" }, async (ledger: string, number: number, ms: number) => {
  const { flowRun, attempt } = getRunContext();
  note(ledger, { task: number, run: flowRun.id, attempt: flowRun.runCount, taskAttempt: attempt });
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  getRunLogger().info(`step ${number} of attempt ${flowRun.runCount}`);
  return number;
});

export const ledger = flow({ name: "ledger" }, async ({ file, stepMs }: { file: string; stepMs: number }) => {
  const { flowRun } = getRunContext();
  note(file, { body: true, run: flowRun.id, attempt: flowRun.runCount, pid: process.pid });
  getRunLogger().info(`began attempt ${flowRun.runCount}`);
  let sum = 0;
  for (const number of [1, 2, 3]) sum += await step(file, number, stepMs);
  getRunLogger().info(`ended attempt ${flowRun.runCount}`);
  return sum;
});
