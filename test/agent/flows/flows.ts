// What the agents of the tests run.
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { flow, getRunLogger, sleep, suspendFlowRun, task } from "millrace";
import * as z from "zod";

const one = task({ name: "one" }, async (n: number) => n + 1);

export const steps = flow({ name: "steps" }, async ({ start = 0 }: { start?: number }) => {
  getRunLogger().info("logged");
  return one(await one(await one(start)));
});

export const stray = flow({ name: "stray" }, async () => {
  console.log("to stdout");
  console.error("to stderr");
  process.stdout.write("no end of line");
  return [process.cwd(), process.env.GIVEN];
});

export const bad = flow({ name: "bad" }, async ({ how }: { how: string }) => {
  await one(1);
  console.error("last words");
  if (how === "exit") process.exit(3);
  if (how === "abort") process.abort();
  process.kill(process.pid, how);
  await sleep(60);
});

/** Notes each body that begins, and goes on for so long. */
export const slow = flow({ name: "slow" }, async ({ file, seconds }: { file: string; seconds: number }) => {
  appendFileSync(file, `begin ${process.pid}\n`);
  await one(1);
  for (let at = 0; at < seconds * 10; at += 1) {
    await sleep(0.1);
    if (at % 5 === 0) getRunLogger().info(`tick ${at}`);
  }
  appendFileSync(file, `end ${process.pid}\n`);
  return "done";
});

/** Has a child that does not mind SIGTERM, and a grandchild in a session of its own. */
export const family = flow({ name: "family" }, async ({ file }: { file: string }) => {
  const script = `trap '' TERM INT; echo $$ >> ${file}; setsid sh -c 'trap "" TERM; echo $$ >> ${file}; while :; do sleep 0.2; done' & while :; do sleep 0.2; done`;
  spawn("sh", ["-c", script], { stdio: "ignore" });
  await sleep(600);
});

/** Waits in a task for a command that goes on, and sees nothing else meanwhile. */
export const blocked = flow({ name: "blocked" }, async ({ file }: { file: string }) => {
  await waitFor(`trap '' TERM; echo $$ >> ${file}; while :; do sleep 0.2; done`);
});

const waitFor = task({ name: "wait for" }, async (command: string) => {
  // long enough for it to be told that the task runs
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  spawnSync("sh", ["-c", command]);
});

/** Leaves its process until somebody approves. */
export const approval = flow({ name: "approval" }, async ({ file }: { file: string }) => {
  const prepared = await noted(file, "prepare");
  const { amount } = await suspendFlowRun({ key: "approve", timeoutSeconds: 600, waitForInput: z.object({ amount: z.number() }) });
  return prepared + amount + (await noted(file, "finish"));
});

const noted = task({ name: "noted" }, async (file: string, what: string) => {
  appendFileSync(file, `${what} ${process.pid}\n`);
  return 1;
});

const step = task({ name: "step" }, async (file: string, name: string, seconds: number) => {
  appendFileSync(file, `${name} ${process.pid} ${process.ppid}\n`);
  await sleep(seconds);
  return name;
});

/** Steps one after the other, two at once in the middle; then what it sees of its environment. */
export const pieces = flow({ name: "pieces", retries: 1 }, async ({ file, seconds }: { file: string; seconds: number[] }) => {
  const done: string[] = [];
  for (const [at, each] of seconds.entries()) {
    const both = [step(file, `${at}a`, each), step(file, `${at}b`, each)];
    done.push(...(await Promise.all(both)));
  }
  return [done.join(" "), Object.keys(process.env).sort().join(" ")];
});
