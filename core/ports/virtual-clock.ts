import type { Clock } from "./clock.ts";

/** A clock that stands still but for its sleepers: when nothing else is left to do, it jumps to the next one that wakes. */
export interface VirtualClock extends Clock {
  /** Sleepers waiting now. */
  readonly sleeping: number;
  /** Moves on by `ms`, waking sleepers in order of their time on the way. */
  advance(ms: number): Promise<void>;
  /** Keeps the clock from jumping until the promise settles: for work the event loop cannot be asked about, such as another process. */
  hold<T>(work: Promise<T>): Promise<T>;
}

/** A virtual clock that starts at `startMs` (milliseconds since the epoch). */
export function createVirtualClock(startMs: number): VirtualClock {
  let now = startMs;
  let order = 0;
  let holds = 0;
  let watching = false;
  const sleepers = new Set<Sleeper>();

  // Jumps only after the event loop has gone round some times with no sleeper coming, going, or file or network request under way.
  async function watch(): Promise<void> {
    if (watching) return;
    watching = true;
    let quiet = 0;
    let seen = order;
    while (sleepers.size > 0) {
      await turn();
      const busy = holds > 0 || order !== seen || process.getActiveResourcesInfo().some((name) => name.includes("Req"));
      seen = order;
      quiet = busy ? 0 : quiet + 1;
      if (quiet < QUIET_TURNS) continue;
      quiet = 0;
      wake(earliest(sleepers));
    }
    watching = false;
  }

  function wake(sleeper: Sleeper): void {
    sleepers.delete(sleeper);
    order++;
    now = Math.max(now, sleeper.at);
    sleeper.wake();
  }

  return {
    now: () => now,
    get sleeping() {
      return sleepers.size;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          sleepers.delete(sleeper);
          order++;
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: now + Math.max(0, ms),
          order: order++,
          wake: () => {
            signal?.removeEventListener("abort", stop);
            resolve();
          },
        };
        signal?.addEventListener("abort", stop, { once: true });
        sleepers.add(sleeper);
        void watch();
      }),
    async advance(ms) {
      const until = now + ms;
      holds++;
      try {
        for (let next = due(sleepers, until); next !== undefined; next = due(sleepers, until)) {
          wake(next);
          await turn();
        }
        now = Math.max(now, until);
      } finally {
        holds--;
      }
    },
    async hold(work) {
      holds++;
      try {
        return await work;
      } finally {
        holds--;
      }
    },
  };
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

const QUIET_TURNS = 5;

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function due(sleepers: Set<Sleeper>, until: number): Sleeper | undefined {
  if (sleepers.size === 0) return undefined;
  const next = earliest(sleepers);
  return next.at <= until ? next : undefined;
}

function earliest(sleepers: Set<Sleeper>): Sleeper {
  let first: Sleeper | undefined;
  for (const sleeper of sleepers) {
    if (first === undefined || sleeper.at < first.at || (sleeper.at === first.at && sleeper.order < first.order)) first = sleeper;
  }
  return first!;
}
