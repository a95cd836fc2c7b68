// The tutorial's flow file: the flow, and how it is deployed.
import { appendFileSync } from "node:fs";
import { deployment, flow, getRunLogger, intervalSchedule, sleep, subprocess, task } from "millrace";
import * as z from "zod";

const ledger = (line: string) => appendFileSync(process.env.TUTORIAL_LEDGER ?? "/dev/null", `${line}\n`);

const readData = task({ name: "read-data" }, async (month: number) => {
  ledger(`read ${month}`);
  return [month, month + 1, month + 2];
});

const trainModel = task({ name: "train-model" }, async (rows: number[], seconds: number) => {
  ledger("train begins");
  getRunLogger().info(`training on ${rows.length} rows`);
  await sleep(seconds);
  ledger("train ends");
  return rows.reduce((sum, row) => sum + row, 0);
});

const Parameters = z.object({ month: z.number().int().min(1).default(1), seconds: z.number().default(0) });

export const main = flow({ name: "main", parameters: Parameters }, async ({ month, seconds }) =>
  trainModel(await readData(month), seconds),
);

deployment({
  flow: main,
  name: "model_training",
  schedule: intervalSchedule({ minutes: 5 }),
  infrastructure: subprocess(),
  tags: ["ml"],
});
