import { rolesOf } from "#core/contract/access.ts";
import { ProblemError } from "#core/contract/problem.ts";
import type { Route } from "#core/contract/route.ts";
import { ANYBODY, type Caller, type Judged, type Refused, type TooManyWrong } from "../token/caller.ts";
import type { HttpEvent } from "./http.ts";

/** How an API knows who calls. */
export interface Callers {
  callerOf(event: HttpEvent): Promise<Judged> | Judged;
  /** Trades a token for a browser session, where that is offered. */
  readonly sessions?: {
    /**
     * The Set-Cookie value for a valid token.
     *
     * @throws ProblemError for any other, and `too-many-attempts` for an address that sent too many of those.
     */
    open(token: string, event: HttpEvent): Promise<string>;
    /** Ends the session; the Set-Cookie value that removes the cookie. */
    close(event: HttpEvent): Promise<string>;
  };
}

/** Everybody who reaches the API may do everything: a server on loopback without a token. */
export const everybody: Callers = { callerOf: () => ANYBODY };

/** @throws ProblemError `unauthorized`, `token-…`, `too-many-attempts` or `forbidden` unless the caller may call a route of that access. */
export function checkAccess(judged: Judged, access: Exclude<Route["access"], "open">): Caller {
  if ("refused" in judged) throw judged.refused === "too-many-attempts" ? tooManyWrong(judged) : refusal(judged.refused);
  if (!rolesOf[access].includes(judged.role)) {
    throw new ProblemError("forbidden", {
      what: `A token of role ${judged.role} may not do this.`,
      got: judged.role,
      expected: rolesOf[access],
      do: "Use a token of another role.",
    });
  }
  return judged;
}

/** 401: why the credentials are refused. */
export function refusal(refused: Refused): ProblemError {
  return new ProblemError(refused, REFUSALS[refused]);
}

/** 429: nobody knows the token, and too many such came from there. */
export function tooManyWrong({ retryAfter }: Omit<TooManyWrong, "refused">): ProblemError {
  return new ProblemError("too-many-attempts", {
    what: "Too many wrong tokens came from your address, and this is one more.",
    do: `Try again in ${retryAfter} seconds, with a token of this server; whoever has one goes on.`,
    retryAfter,
  });
}

const REFUSALS: Record<Refused, { what: string; expected?: string; do: string }> = {
  unauthorized: {
    what: "The request has no valid token.",
    expected: "a token of this server as Authorization: Bearer",
    do: "Set MILLRACE_API_KEY to a token of this server.",
  },
  "token-malformed": {
    what: "The token was cut or mistyped: its checksum is wrong.",
    expected: "mr_ and 49 characters, copied whole",
    do: "Copy the whole token again.",
  },
  "token-expired": { what: "The token has expired.", do: 'Ask an admin for another: "millrace token create".' },
  "token-revoked": { what: "The token was revoked.", do: 'Ask an admin for another: "millrace token create".' },
};
