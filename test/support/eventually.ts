import { setTimeout as sleep } from "node:timers/promises";

/** Repeats an assertion until it holds, for what an adapter promises only in the end; after `timeoutMs` its last failure counts. */
export async function eventually<Result>(assertion: () => Promise<Result> | Result, timeoutMs = 5000): Promise<Result> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = 5; ; pause = Math.min(pause * 2, 250)) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(pause);
    }
  }
}
