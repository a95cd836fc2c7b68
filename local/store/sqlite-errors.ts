import { StoreBusyError, StoreFullError } from "#core/ports/errors.ts";

/** Gives an error of SQLite the name the ports know it by; any other error comes back as it is. */
export function portError(error: unknown, path: string): unknown {
  const code = primaryCode(error);
  if (code === BUSY || code === LOCKED) {
    return new StoreBusyError(
      `${path} is locked by another process beyond the waiting time. Try again; if it stays, look for a process stuck on that file.`,
      {
        cause: error,
      },
    );
  }
  if (code === FULL || code === IOERR) {
    return new StoreFullError(
      `${path} could not be written: ${(error as Error).message}. Free some space; what was stored before is unchanged.`,
      {
        cause: error,
      },
    );
  }
  return error;
}

/** True for the two codes that mean "somebody else has it now". */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === BUSY || code === LOCKED;
}

// Primary result codes, https://www.sqlite.org/rescode.html; the extended ones carry them in their low byte.
const BUSY = 5;
const LOCKED = 6;
const IOERR = 10;
const FULL = 13;

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  return error.errcode & 0xff;
}
