// Runs one flow several times in this process: node bench/store/flows.ts <runs> <tasks of each> <log lines of each>
import { flow, getRunLogger, task } from "millrace";

const [runs = 1, tasks = 0, lines = 0] = process.argv.slice(2).map(Number);

const step = task({ name: "step" }, async (n: number) => n + 1);

const measured = flow({ name: "measured" }, async () => {
  for (let n = 0; n < tasks; n++) await step(n);
  for (let n = 0; n < lines; n++) getRunLogger().info(`Processed batch ${n} of ${lines}: ${n * 17} rows in ${(n * 7) % 90} ms`);
});

for (let n = 0; n < runs; n++) await measured();
