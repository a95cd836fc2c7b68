import type { Store } from "#core/ports/store.ts";
import { isToken, type Role, tokenDigest } from "#functions/token/token.ts";
import { type TokenBody, tokenKey } from "#functions/token/token-document.ts";

/** The part of an HTTP API authorizer request (payload format 2.0) that is read. */
export interface AuthorizerEvent {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A simple answer; its context reaches the API function as `requestContext.authorizer.lambda`. */
export type AuthorizerResult =
  | { readonly isAuthorized: false }
  | { readonly isAuthorized: true; readonly context: { readonly role: Role; readonly token: string } };

/**
 * Decides whether a request carries a token the store knows. API Gateway keeps the answer for a minute per token,
 * so a revoked token works for at most that much longer.
 */
export async function authorize(event: AuthorizerEvent, store: Pick<Store, "get">): Promise<AuthorizerResult> {
  const token = /^bearer +(\S+)$/i.exec(event.headers?.["authorization"] ?? "")?.[1];
  if (token === undefined || !isToken(token)) return { isAuthorized: false };
  const found = await store.get<TokenBody>(tokenKey(tokenDigest(token)));
  return found === null ? { isAuthorized: false } : { isAuthorized: true, context: { role: found.body.role, token: found.body.name } };
}
