import type { DocumentKey, NewDocument } from "#core/ports/store.ts";

/** A browser's session as the store holds it, found by the digest of what the cookie carries. */
export type SessionBody = {
  /** Digest of the token it was opened with: the session may what that may, as long as that may. */
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expires: number;
};

/** Where it lives: beside tokens, so that whoever may read those may read these. */
export function sessionKey(digest: string): DocumentKey {
  return { pk: `TOKEN#${digest}`, sk: "SESSION" };
}

/** The document of a session; it goes when the session ends. */
export function sessionDocument(digest: string, body: SessionBody): NewDocument<SessionBody> {
  return { ...sessionKey(digest), body, expiresAt: Math.ceil(body.expires / 1000) };
}
