import type { Role } from "#core/contract/tokens.ts";
import type { Refused, TooManyWrong } from "#functions/token/caller.ts";
import { EDGE_HEADERS, type IsEdge } from "#functions/token/edge-keys.ts";
import { findByDigest, findToken, type TokenLookup, tokenOfSession } from "#functions/token/find-token.ts";
import { isToken } from "#functions/token/token.ts";
import type { WrongTokens } from "#functions/token/wrong-tokens.ts";

/** The part of an HTTP API authorizer request (payload format 2.0) that is read. */
export interface AuthorizerEvent {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly requestContext?: { readonly http?: { readonly sourceIp?: string } };
}

/** What the authorizer stands on. */
export interface AuthorizerDependencies extends TokenLookup {
  readonly wrongTokens: WrongTokens;
  readonly isEdge: IsEdge;
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
  /** A token that ended, or that nobody knows: the API says so. */
  readonly refused?: Refused | TooManyWrong["refused"];
  /** With `too-many-attempts`: when the next wrong token is worth an answer, in epoch milliseconds. */
  readonly retry_at?: number;
}

/** A simple answer. */
export type AuthorizerResult = { readonly isAuthorized: false } | { readonly isAuthorized: true; readonly context: AuthorizerContext };

/**
 * Decides whether a request carries a token the store knows, or the session of one (scheme `Session`, made of the cookie by what stands in
 * front). API Gateway keeps the answer for a minute, so a revoked token works for at most that much longer.
 *
 * A token that is refused is let through without a role, so that the API can answer why, and when to come back; it does nothing else for a
 * request without a role. What can't be a token, sessions that ended, and floods of wrong tokens end here.
 */
export async function authorize(event: AuthorizerEvent, lookup: AuthorizerDependencies): Promise<AuthorizerResult> {
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
  if (refused === "token-expired" || refused === "token-revoked") return { isAuthorized: true, context: { refused } };
  return scheme.toLowerCase() === "bearer" && isToken(value) ? refuseWrong(event, lookup) : { isAuthorized: false };
}

/** The token has been looked up by now: others' wrong ones can't stand in the way of a right one, whose look-up costs the same. */
async function refuseWrong({ headers, requestContext }: AuthorizerEvent, { wrongTokens, isEdge }: AuthorizerDependencies) {
  const viewer = headers?.[EDGE_HEADERS.viewer];
  const isViewed = viewer !== undefined && (await isEdge(headers?.[EDGE_HEADERS.key]));
  const { retryAt, flood } = await wrongTokens.noted(isViewed ? viewer : requestContext?.http?.sourceIp);
  if (flood) return { isAuthorized: false } as const;
  const context =
    retryAt === null ? ({ refused: "unauthorized" } as const) : ({ refused: "too-many-attempts", retry_at: retryAt } as const);
  return { isAuthorized: true, context } as const;
}

async function ofSession(lookup: TokenLookup, session: string) {
  const digest = await tokenOfSession(lookup, session);
  return digest === null ? ({ refused: "unauthorized" } as const) : findByDigest(lookup, digest);
}
