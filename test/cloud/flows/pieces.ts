import { deployment, flow, lambda, sleep, task } from "millrace";

const step = task({ name: "step" }, async (n: number) => {
  await sleep(1.2);
  return n;
});

/** Takes more than the ten seconds an invocation may; each step less than the two that are left when nothing new starts. */
export const pieces = flow({ name: "pieces" }, async () => {
  const done: number[] = [];
  for (let n = 1; n <= 9; n += 1) done.push(await step(n));
  return { done, secrets: Object.keys(process.env).filter((name) => name.startsWith("AWS_") || name === "MILLRACE_TABLE") };
});

deployment({ flow: pieces, name: "runner", infrastructure: lambda({ timeoutSeconds: 10 }) });

/** Takes the function it runs in down with it. */
export const killer = flow({ name: "killer" }, async () => {
  process.kill(process.ppid, "SIGKILL");
  await sleep(60);
});

deployment({ flow: killer, name: "runner", infrastructure: lambda(), crashRetries: 0 });
