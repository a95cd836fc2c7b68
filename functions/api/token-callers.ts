import { timingSafeEqual } from "node:crypto";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import type { Caller } from "../token/caller.ts";
import { type Found, findByDigest, findToken, type TokenLookup, tokenOfSession } from "../token/find-token.ts";
import { networkOf } from "../token/network-of.ts";
import { sessionDocument, sessionKey } from "../token/session-document.ts";
import { makeToken, tokenDigest } from "../token/token.ts";
import type { WrongTokens } from "../token/wrong-tokens.ts";
import type { Attempts } from "./attempts.ts";
import { type Callers, refusal } from "./callers.ts";
import type { HttpEvent } from "./http.ts";

export interface TokenCallersOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  /** A token the server was started with: an admin's, beside those in the store. */
  readonly ownToken?: string;
  /** Whether browsers reach the API over HTTPS, so that the cookie may be `Secure` and `__Host-`. */
  readonly isHttps: (event: HttpEvent) => boolean;
  /** Slows down who tries tokens at the sign-in. */
  readonly attempts: Attempts;
  /** Counts wrong tokens of everything else. */
  readonly wrongTokens: WrongTokens;
}

/**
 * Callers with a token: `Authorization: Bearer`, Prefect's `Basic` (the token as its password, or the whole), or a session's cookie, which
 * CloudFront repeats as `Authorization: Session`.
 */
export function tokenCallers(options: TokenCallersOptions): Callers {
  const { store, clock, randomBytes, isHttps, attempts, wrongTokens } = options;
  const own = options.ownToken === undefined ? undefined : tokenDigest(options.ownToken);
  const isOwn = (digest: string) => own !== undefined && timingSafeEqual(Buffer.from(digest), Buffer.from(own));
  const judge = async (token: string): Promise<Found> => (isOwn(tokenDigest(token)) ? OWN : findToken(options, token));
  return {
    async callerOf(event) {
      const header = event.headers.authorization;
      const session = /^session +(\S+)$/i.exec(header ?? "")?.[1] ?? cookiesOf(event).get(cookieName(isHttps(event)));
      if (header === undefined || /^session /i.test(header))
        return session === undefined ? { refused: "unauthorized" } : judgeSession(options, session, isOwn);
      let judged: Found = { refused: "unauthorized" };
      const tokens = tokensIn(header);
      for (const token of tokens) {
        judged = await judge(token);
        if (!("refused" in judged)) return judged;
      }
      if (tokens.length === 0 || judged.refused !== "unauthorized") return judged;
      const { retryAt } = await wrongTokens.noted(event.requestContext.http.sourceIp);
      return retryAt === null ? judged : { refused: "too-many-attempts", retryAfter: Math.ceil((retryAt - clock.now()) / 1000) };
    },
    sessions: {
      async open(token, event) {
        attempts.check(addressOf(event));
        const judged = await judge(token);
        if ("refused" in judged) {
          await attempts.failed(addressOf(event));
          throw refusal(judged.refused);
        }
        const session = makeToken(randomBytes(32));
        const now = clock.now();
        const expires = Math.min(now + SESSION_SECONDS * 1000, judged.expires ?? Number.POSITIVE_INFINITY);
        await store.put(sessionDocument(tokenDigest(session), { token: tokenDigest(token), expires }), "absent");
        return cookie(isHttps(event), session, Math.floor((expires - now) / 1000));
      },
      async close(event) {
        const session = cookiesOf(event).get(cookieName(isHttps(event)));
        if (session !== undefined) await store.delete(sessionKey(tokenDigest(session)));
        return cookie(isHttps(event), "", 0);
      },
    },
  };
}

/** How long a session lasts: two weeks, or as long as its token. */
export const SESSION_SECONDS = 1_209_600;

const OWN: Caller = { role: "admin", name: "server token", tokenId: null, digest: null, expires: null, workQueues: null };

function tokensIn(header: string): string[] {
  const match = /^(bearer|basic) +(\S+)$/i.exec(header);
  if (match === null) return [];
  const [, scheme = "", value = ""] = match;
  if (scheme.toLowerCase() === "bearer") return [value];
  const text = Buffer.from(value, "base64").toString();
  const colon = text.indexOf(":");
  return colon < 0 ? [text] : [text.slice(colon + 1), text];
}

// Looked up each time, so that it ends at once with its token.
async function judgeSession(lookup: TokenLookup, session: string, isOwn: (digest: string) => boolean): Promise<Found> {
  const digest = await tokenOfSession(lookup, session);
  if (digest === null) return { refused: "unauthorized" };
  return isOwn(digest) ? OWN : findByDigest(lookup, digest);
}

function addressOf(event: HttpEvent): string {
  return networkOf(event.requestContext.http.sourceIp);
}

// The prefix makes browsers refuse the cookie from any other host or path, but needs HTTPS.
function cookieName(https: boolean): string {
  return https ? "__Host-millrace" : "millrace";
}

function cookie(https: boolean, value: string, maxAge: number): string {
  return `${cookieName(https)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${https ? "; Secure" : ""}`;
}

function cookiesOf(event: HttpEvent): Map<string, string> {
  const pairs = [...(event.cookies ?? []), ...(event.headers.cookie?.split(";") ?? [])].map((pair) => pair.trim().split("=", 2));
  return new Map(pairs.map(([name = "", value = ""]) => [name, value]));
}
