import type { JsonObject, NewDocument } from "#core/ports/store.ts";
import { giveBack } from "#core/rules/limits.ts";
import { change } from "../change.ts";
import { slotLeaseKey } from "../documents/keys.ts";
import type { Parts } from "../parts.ts";
import { changeLimit } from "./change-limit.ts";

/**
 * Leases of clients on slots: a document that says until when, so that renewing is one write that contends with nobody; the limits look
 * at it when the time has come that they know of.
 */
export function leaseDocument(id: string, limits: readonly string[], expires: number): NewDocument {
  return { ...slotLeaseKey(id), body: { limits, expires }, expiresAt: Math.ceil(expires / 1000) + KEPT_SECONDS };
}

/** Renews a lease to end then; false if it has ended. */
export function renewLease({ store, clock }: Pick<Parts, "store" | "clock">, id: string, seconds: number): Promise<boolean> {
  return change<LeaseBody, boolean>(store, slotLeaseKey(id), "lease", (current) => {
    const now = clock.now();
    if (current === null || current.body.expires <= now) return { result: false };
    return { document: leaseDocument(id, current.body.limits, now + seconds * 1000), result: true };
  });
}

/** Gives the slots of a lease back. Safe to repeat. */
export async function endLease(parts: Parts, id: string): Promise<void> {
  const lease = await parts.store.get<LeaseBody>(slotLeaseKey(id));
  if (lease === null) return;
  for (const name of lease.body.limits) await giveBackHolders(parts, name, (holder) => holder.lease_id === id);
  await parts.store.delete(slotLeaseKey(id));
}

/** Gives back what the holders have that `gone` names. */
export async function giveBackHolders(parts: Parts, name: string, gone: Parameters<typeof giveBack>[1]): Promise<void> {
  await changeLimit(parts, name, (limit, now) => ({ next: limit === null ? undefined : giveBack(limit, gone, now), result: undefined }));
}

// Longer than it holds: for the one who ends it, and for those whose clock is ahead of ours, to whom it would be gone before its time.
const KEPT_SECONDS = 600;

interface LeaseBody extends JsonObject {
  limits: string[];
  expires: number;
}
