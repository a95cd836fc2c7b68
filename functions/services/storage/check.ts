import { randomUUID } from "node:crypto";
import type { StorageCheck, StorageConfig } from "#core/contract/storages.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import { StorageError } from "#core/ports/errors.ts";
import type { OpenStorage } from "#core/ports/open-storage.ts";
import type { Parts } from "../parts.ts";
import { locationOf } from "./config.ts";

type Step = StorageCheck["steps"][number];

/** How long all steps together may take: short of the time a request has in AWS. */
const LIMIT_MS = 15_000;

/**
 * Opens the storage and writes, reads and deletes an object there. Stops at the first step that fails or has not ended when the time is up, and
 * says why it did.
 */
export async function checkStorage(
  { openStorage, clock }: Pick<Parts, "openStorage" | "clock">,
  config: StorageConfig,
): Promise<StorageCheck> {
  const done = new AbortController();
  const late = clock.sleep(LIMIT_MS, done.signal, { background: true }).then(
    () => Promise.reject(tookTooLong()),
    // a sleep that was ended is no answer
    () => new Promise<never>(() => undefined),
  );
  try {
    return await stepByStep(openStorage, config, late);
  } finally {
    done.abort();
  }
}

async function stepByStep(openStorage: OpenStorage, config: StorageConfig, late: Promise<never>): Promise<StorageCheck> {
  const key = `millrace-test/${randomUUID()}`;
  const bytes = Buffer.from(`Written by Millrace to test this storage; it may be deleted. ${key}\n`);
  let blobs: Blobs | undefined;
  const work: Record<Step["step"], () => Promise<void>> = {
    async open() {
      blobs = await openStorage(config);
    },
    async write() {
      await blobs!.put(key, bytes, { contentType: "text/plain" });
    },
    async read() {
      const found = await blobs!.get(key);
      if (found === null || !bytes.equals(found.bytes)) throw otherBytes(found === null);
    },
    async delete() {
      await blobs!.delete(key);
      if ((await blobs!.head(key)) !== null) throw stillThere();
    },
  };
  const steps: Step[] = [];
  for (const step of ["open", "write", "read", "delete"] as const) {
    const working = work[step]();
    const failure = await Promise.race([working, late]).then(
      () => null,
      (error: unknown) => error ?? new Error("unknown"),
    );
    if (failure === null) {
      steps.push({ step, ok: true, code: null, message: null, do: null });
      continue;
    }
    steps.push({ step, ok: false, ...explained(failure) });
    // what was written is not left behind because it could not be read, nor because it was written too late
    if (step === "read" || (step === "write" && isTimeout(failure))) {
      const cleaned = working.then(nothing, nothing).then(() => blobs!.delete(key));
      await Promise.race([cleaned, late]).catch(nothing);
      cleaned.catch(nothing);
    }
    break;
  }
  return { ok: steps.every(({ ok }) => ok), location: locationOf(config), steps };
}

function explained(error: unknown): { code: string; message: string; do: string } {
  const { name, code, message, advice } = error as { name?: string; code?: string; message?: string; advice?: string };
  // by name, since a bundle may hold two copies of the class
  if (name === "StorageError") return { code: code ?? "storage-failed", message: message ?? "", do: advice ?? "" };
  if (name === "StoreFullError") return { code: "full", message: message ?? "", do: "Free some space there." };
  return { code: "storage-failed", message: message ?? String(error), do: "Try again; if it stays, look into the storage's own log." };
}

const nothing = () => undefined;

function isTimeout(error: unknown): boolean {
  return (error as { code?: string }).code === "storage-timeout";
}

function tookTooLong(): StorageError {
  return new StorageError(
    "storage-timeout",
    `It had not ended when the ${LIMIT_MS / 1000} s of the test were over.`,
    "Try by hand from the server's machine; if that hangs as well, mend the storage or choose another place.",
  );
}

function otherBytes(none: boolean): StorageError {
  return new StorageError(
    "storage-failed",
    none ? "What was written is not there when it is read." : "Other bytes are read than were written.",
    "Use a storage that reads what was written at once.",
  );
}

function stillThere(): StorageError {
  return new StorageError(
    "storage-failed",
    "The object is still there after it was deleted.",
    "Use a storage that lets objects be deleted.",
  );
}
