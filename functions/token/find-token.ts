import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import type { Caller, Refused } from "./caller.ts";
import { type SessionBody, sessionKey } from "./session-document.ts";
import { isDamagedToken, isToken, tokenDigest } from "./token.ts";
import { type TokenBody, tokenId, tokenKey, tokenOf } from "./token-document.ts";

export interface TokenLookup {
  readonly store: Pick<Store, "get">;
  readonly clock: Pick<Clock, "now">;
}

/** Who has a token, or why it is refused. */
export type Found = Caller | { readonly refused: Refused };

/** Who presents that token. What can't be one is refused without a look at the store. */
export async function findToken(lookup: TokenLookup, token: string): Promise<Found> {
  if (!isToken(token)) return { refused: isDamagedToken(token) ? "token-malformed" : "unauthorized" };
  return findByDigest(lookup, tokenDigest(token));
}

/** Who the token of that digest belongs to. */
export async function findByDigest({ store, clock }: TokenLookup, digest: string): Promise<Found> {
  const document = await store.get<TokenBody>(tokenKey(digest));
  if (document === null) return { refused: "unauthorized" };
  const { role, name, expires, revoked, workQueues, flowRun } = tokenOf(document).body;
  if (revoked !== null) return { refused: "token-revoked" };
  if (expires !== null && expires <= clock.now()) return { refused: "token-expired" };
  return { role, name, tokenId: tokenId(digest), digest, expires, workQueues, flowRun };
}

/** The digest of the token a session was opened with; null for a session that ended or never was. */
export async function tokenOfSession({ store, clock }: TokenLookup, session: string): Promise<string | null> {
  if (!isToken(session)) return null;
  const document = await store.get<SessionBody>(sessionKey(tokenDigest(session)));
  return document === null || document.body.expires <= clock.now() ? null : document.body.token;
}
