/** How many task runs start before the event loop has its turn. */
const BURST = 64;

let started = 0;
let turning = false;
let waiting: (() => void)[] = [];

/**
 * Starts a task run now, or, once many started in one turn of the event loop, in one of the next turns, in order. Tasks that never wait
 * for anything would else keep reports, signals and timers from their turn, and ten thousand called at once would all be in memory at once.
 */
export function startPaced(start: () => void): void {
  if (!turning) {
    turning = true;
    setImmediate(turn);
  }
  if (started >= BURST) {
    waiting.push(start);
    return;
  }
  started += 1;
  start();
}

function turn(): void {
  const due = waiting.slice(0, BURST);
  waiting = waiting.slice(BURST);
  started = due.length;
  turning = due.length > 0;
  // a further turn even when nobody waits, to count from zero again
  if (turning) setImmediate(turn);
  for (const start of due) start();
}
