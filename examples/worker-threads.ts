// Tasks that keep a processor busy, side by side in threads. A thread imports this very module, so the flow runs only in the main one.
import { flow, task, WorkerThreadTaskRunner } from "millrace";

export const countPrimes = task((from: number, to: number) => {
  let primes = 0;
  for (let number = Math.max(from, 2); number < to; number += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) prime = false;
    if (prime) primes += 1;
  }
  return primes;
});

export const primes = flow({ name: "primes", taskRunner: WorkerThreadTaskRunner({ threads: 2 }) }, async (below: number) => {
  const counts = await Promise.all(countPrimes.map([0, below / 2], [below / 2, below]));
  return counts.reduce((sum, count) => sum + count, 0);
});

if (import.meta.main) console.log(await primes(20_000));
