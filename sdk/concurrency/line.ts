const ends = new Map<string, Promise<void>>();

/**
 * Lets callers of this process try one after the other, in the order they came: the first in line asks the API, the others wait for their
 * turn. So the slots of one process go round fairly, and a long line costs no more requests than a short one.
 */
export async function inLine<T>(line: string, signal: AbortSignal | undefined, turn: () => Promise<T>): Promise<T> {
  const before = ends.get(line) ?? Promise.resolve();
  const { promise: mine, resolve: leave } = Promise.withResolvers<void>();
  // whoever gives up stands in line no more, but those behind still wait for those before
  const end = before.then(() => mine);
  ends.set(line, end);
  try {
    await orAborted(before, signal);
    return await turn();
  } finally {
    leave();
    void end.then(() => {
      if (ends.get(line) === end) ends.delete(line);
    });
  }
}

function orAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
  });
}
