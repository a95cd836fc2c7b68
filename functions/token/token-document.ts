import type { DocumentKey, NewDocument } from "#core/ports/store.ts";
import type { Role } from "./token.ts";

/** A token as the store holds it, found by its digest. */
export type TokenBody = {
  readonly name: string;
  readonly role: Role;
  /** Epoch milliseconds. */
  readonly created: number;
};

/** Where the token with that digest lives. Every key of a token begins alike, so that a role can be held to them. */
export function tokenKey(digest: string): DocumentKey {
  return { pk: `TOKEN#${digest}`, sk: "META" };
}

/** The document of a new token. */
export function tokenDocument(digest: string, body: TokenBody): NewDocument<TokenBody> {
  return { ...tokenKey(digest), body };
}
