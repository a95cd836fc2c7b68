import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "#core/ports/clock.ts";
import type { Role } from "../token/token.ts";
import type { Callers } from "./callers.ts";
import type { HttpEvent } from "./http.ts";

export interface TokenCallersOptions {
  /** The role of a token, or null if it is none of this server's. Compares in constant time. */
  readonly verify: (token: string) => Promise<Role | null> | Role | null;
  /** Signs sessions; sessions end when it changes. */
  readonly secret: string;
  readonly clock: Clock;
  /** Whether browsers reach the API over HTTPS, so that the cookie may be `Secure` and `__Host-`. */
  readonly isHttps: (event: HttpEvent) => boolean;
}

/** Callers with a token: `Authorization: Bearer`, Prefect's `Basic` (the token as its password, or the whole), or a session's cookie. */
export function tokenCallers({ verify, secret, clock, isHttps }: TokenCallersOptions): Callers {
  return {
    async roleOf(event) {
      const header = event.headers.authorization;
      if (header !== undefined) {
        for (const token of tokensIn(header)) {
          const role = await verify(token);
          if (role !== null) return role;
        }
        return null;
      }
      const session = cookiesOf(event).get(cookieName(isHttps(event)));
      return session === undefined ? null : sessionRole(session, secret, clock.now());
    },
    sessions: {
      async open(token, event) {
        const role = await verify(token);
        if (role === null) return null;
        const https = isHttps(event);
        const text = `${role}.${Math.floor(clock.now() / 1000) + SESSION_SECONDS}`;
        return cookie(https, `${text}.${sign(text, secret)}`, SESSION_SECONDS);
      },
      close: (event) => cookie(isHttps(event), "", 0),
    },
  };
}

/** How long a session lasts: two weeks. */
export const SESSION_SECONDS = 1_209_600;

function tokensIn(header: string): string[] {
  const match = /^(bearer|basic) +(\S+)$/i.exec(header);
  if (match === null) return [];
  const [, scheme = "", value = ""] = match;
  if (scheme.toLowerCase() === "bearer") return [value];
  const text = Buffer.from(value, "base64").toString();
  const colon = text.indexOf(":");
  return colon < 0 ? [text] : [text.slice(colon + 1), text];
}

function sessionRole(session: string, secret: string, now: number): Role | null {
  const end = session.lastIndexOf(".");
  const text = session.slice(0, Math.max(0, end));
  const [role, expires] = text.split(".");
  const given = Buffer.from(session.slice(end + 1));
  const expected = Buffer.from(sign(text, secret));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return Number(expires) * 1000 > now ? (role as Role) : null;
}

function sign(text: string, secret: string): string {
  return createHmac("sha256", secret).update(`session ${text}`).digest("base64url");
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
