import type { Role } from "#core/contract/tokens.ts";
import type { Refused } from "#functions/token/caller.ts";
import { findByDigest, findToken, type TokenLookup, tokenOfSession } from "#functions/token/find-token.ts";

/** The part of an HTTP API authorizer request (payload format 2.0) that is read. */
export interface AuthorizerEvent {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** What the API function is told of the caller, as `requestContext.authorizer.lambda`. Plain texts and numbers, as the gateway passes them. */
export interface AuthorizerContext {
  readonly role?: Role;
  /** Name of the token. */
  readonly token?: string;
  readonly token_id?: string;
  /** Under which the store has the token, so that the API can note its use. */
  readonly digest?: string;
  /** Epoch milliseconds. */
  readonly expires?: number;
  /** JSON of a list of names. */
  readonly work_queues?: string;
  /** Id of the one run the token was made for. */
  readonly flow_run?: string;
  /** A token that ended: the API says so. */
  readonly refused?: Refused;
}

/** A simple answer. */
export type AuthorizerResult = { readonly isAuthorized: false } | { readonly isAuthorized: true; readonly context: AuthorizerContext };

/**
 * Decides whether a request carries a token the store knows, or the session of one (scheme `Session`, made of the cookie by what stands in
 * front). API Gateway keeps the answer for a minute, so a revoked token works for at most that much longer.
 *
 * A token that expired or was revoked is let through without a role, so that the API can answer why it is refused; it does nothing else for
 * a request without a role. Everything unknown ends here.
 */
export async function authorize(event: AuthorizerEvent, lookup: TokenLookup): Promise<AuthorizerResult> {
  const [, scheme = "", value] = /^(bearer|session) +(\S+)$/i.exec(event.headers?.["authorization"] ?? "") ?? [];
  if (value === undefined) return { isAuthorized: false };
  const judged = scheme.toLowerCase() === "bearer" ? await findToken(lookup, value) : await ofSession(lookup, value);
  if (!("refused" in judged)) {
    const { role, name, tokenId, digest, expires, workQueues, flowRun } = judged;
    return {
      isAuthorized: true,
      context: {
        role,
        ...(name !== null && { token: name }),
        ...(tokenId !== null && { token_id: tokenId }),
        ...(digest !== null && { digest }),
        ...(expires !== null && { expires }),
        ...(workQueues !== null && { work_queues: JSON.stringify(workQueues) }),
        ...(flowRun != null && { flow_run: flowRun }),
      },
    };
  }
  const { refused } = judged;
  return refused === "token-expired" || refused === "token-revoked"
    ? { isAuthorized: true, context: { refused } }
    : { isAuthorized: false };
}

async function ofSession(lookup: TokenLookup, session: string) {
  const digest = await tokenOfSession(lookup, session);
  return digest === null ? ({ refused: "unauthorized" } as const) : findByDigest(lookup, digest);
}
