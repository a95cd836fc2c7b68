import type { Role } from "#core/contract/tokens.ts";

/** Who calls. */
export interface Caller {
  readonly role: Role;
  /** Name of the token; null where everybody may do everything. */
  readonly name: string | null;
  /** Null also for the token a server was started with, which no document holds. */
  readonly tokenId: string | null;
  /** Digest under which the store has the token; null like the id. */
  readonly digest: string | null;
  /** Epoch milliseconds; null for a token without an end. */
  readonly expires: number | null;
  /** The work queues an agent is held to; null for all. */
  readonly workQueues: readonly string[] | null;
  /** The one run the token was made for, if it was. */
  readonly flowRun?: string | null;
}

/** Why credentials are refused. `unauthorized` is for none, and for what nobody knows here. */
export type Refused = "unauthorized" | "token-malformed" | "token-expired" | "token-revoked";

/** What came of looking at credentials. */
export type Judged = Caller | { readonly refused: Refused } | TooManyWrong;

/** A token nobody knows, from where too many such came lately. */
export interface TooManyWrong {
  readonly refused: "too-many-attempts";
  /** Seconds until the next one is answered by what is wrong with it. */
  readonly retryAfter: number;
}

/** Somebody who may do everything and has no name. */
export const ANYBODY: Caller = { role: "admin", name: null, tokenId: null, digest: null, expires: null, workQueues: null };
