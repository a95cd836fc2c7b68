import { StoreBusyError } from "#core/ports/errors.ts";
import type { Table } from "./connection.ts";

const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1000;

/**
 * Sends a batch, and what the table left undone again after a growing, jittered pause, until nothing is left.
 *
 * @throws StoreBusyError when some of it is still undone after eight attempts.
 */
export async function sendUntilDone<Work>(table: Table, work: Work, send: (work: Work) => Promise<Work | undefined>): Promise<void> {
  let left: Work | undefined = work;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await table.clock.sleep(table.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
    left = await send(left);
    if (left === undefined) return;
  }
  throw new StoreBusyError(`The table left part of a batch undone ${ATTEMPTS} times. The same call may succeed later.`);
}
