import type { Role } from "#core/contract/tokens.ts";
import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { deriveId } from "#core/rules/ids.ts";

/** A token as the store holds it, found by its digest. Times are epoch milliseconds. */
export type TokenBody = {
  readonly name: string;
  readonly role: Role;
  readonly created: number;
  /** Name of the token that made it. */
  readonly createdBy: string | null;
  /** Null for one that stays until it is revoked. */
  readonly expires: number | null;
  readonly revoked: number | null;
  /** Written at most once an hour. */
  readonly lastUsed: number | null;
  /** Names of the work queues an agent is held to; null for all. */
  readonly workQueues: readonly string[] | null;
  /** The one run it was made for; such a token is in no list. */
  readonly flowRun: string | null;
};

/** What a new token begins with, and what one of an older version lacks. */
export const NEW_TOKEN = { createdBy: null, expires: null, revoked: null, lastUsed: null, workQueues: null, flowRun: null } as const;

/** Index `list`: all tokens by name. */
export const TOKENS = "TOKENS";

/** How long a token that ended stays listed, and is refused by what happened to it rather than as unknown: 30 days. */
export const ENDED_TOKEN_MS = 30 * 86_400_000;

/** Where the token with that digest lives. Every key of a token begins alike, so that a role can be held to them. */
export function tokenKey(digest: string): DocumentKey {
  return { pk: `TOKEN#${digest}`, sk: "META" };
}

/** The id of a token for people and paths. It follows from the digest, and tells nothing of it. */
export function tokenId(digest: string): string {
  return deriveId("token", digest);
}

/** The document of a token. */
export function tokenDocument(digest: string, body: TokenBody): NewDocument<TokenBody> {
  const ends = Math.min(body.expires ?? Number.POSITIVE_INFINITY, body.revoked ?? Number.POSITIVE_INFINITY);
  return {
    ...tokenKey(digest),
    body,
    indexes: { list: { pk: TOKENS, sk: `${body.name}#${tokenId(digest)}` } },
    ...(Number.isFinite(ends) && { expiresAt: Math.ceil((ends + ENDED_TOKEN_MS) / 1000) }),
  };
}

/** The token a document holds. */
export function tokenOf(document: { readonly pk: string; readonly body: JsonObject }): {
  readonly digest: string;
  readonly body: TokenBody;
} {
  return { digest: document.pk.slice("TOKEN#".length), body: { ...NEW_TOKEN, ...(document.body as TokenBody) } };
}
