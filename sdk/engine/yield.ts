import { setImmediate } from "node:timers/promises";

const EVERY = 64;
let count = 0;

/**
 * Lets the event loop turn every so many calls. Tasks that never wait for anything would else keep reports, signals and timers
 * from their turn for as long as the flow runs.
 */
export function yieldNow(): Promise<void> | undefined {
  count += 1;
  return count % EVERY === 0 ? setImmediate() : undefined;
}
