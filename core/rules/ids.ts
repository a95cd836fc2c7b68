import { createHash } from "node:crypto";

// Layout of a run id: UUIDv7 (or v8 when derived from a name), with the 12 bits of `rand_a` all zero.
// A state id is its run's id with those 12 bits counting the state from 1, so that a state names its run without an index.
// See docs/decisions/0003-ids.md.

/** A fresh run id: 48 bits of milliseconds, 62 random bits, `rand_a` zero. `random` gives 8 bytes. */
export function makeRunId(nowMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(10);
  bytes.set(random.subarray(0, 8), 2);
  return makeUuid7(nowMs, bytes);
}

/** A UUIDv7 from a time in milliseconds and 10 random bytes. */
export function makeUuid7(nowMs: number, random: Uint8Array): string {
  const time = Math.floor(nowMs).toString(16).padStart(12, "0");
  const rest = hex(random.subarray(0, 10));
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(1, 4)}-${variant(rest.slice(4, 8))}-${rest.slice(8)}`;
}

/** An id derived from words: the same words give the same id (UUIDv8 of their SHA-256, `rand_a` zero). */
export function deriveId(...words: string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(words)).digest("hex");
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8000-${variant(digest.slice(16, 20))}-${digest.slice(20, 32)}`;
}

/** The id of the `number`-th state (1 to 4095, then wrapping) of a run. */
export function stateId(runId: string, number: number): string {
  return `${runId.slice(0, 15)}${(((number - 1) % 4095) + 1).toString(16).padStart(3, "0")}${runId.slice(18)}`;
}

/** The run a state id belongs to. */
export function runIdOfState(id: string): string {
  return `${id.slice(0, 15)}000${id.slice(18)}`;
}

function variant(fourHex: string): string {
  return ((Number.parseInt(fourHex, 16) & 0x3fff) | 0x8000).toString(16);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
