import { ProblemError } from "#core/contract/problem.ts";
import type { Route } from "#core/contract/route.ts";
import type { Role } from "../token/token.ts";
import type { HttpEvent } from "./http.ts";

/** How an API knows who calls. */
export interface Callers {
  /** The caller's role; null if the request has no valid credentials. */
  roleOf(event: HttpEvent): Promise<Role | null> | Role | null;
  /** Trades a token for a browser session, where that is offered. */
  readonly sessions?: {
    /** The Set-Cookie value for a valid token, null for any other. */
    open(token: string, event: HttpEvent): Promise<string | null>;
    /** The Set-Cookie value that ends the session. */
    close(event: HttpEvent): string;
  };
}

/** Everybody who reaches the API may do everything: a server on loopback without a token. */
export const everybody: Callers = { roleOf: () => "admin" };

/** API Gateway's authorizer has judged the token already; its answer comes with the request. */
export const judgedByGateway: Callers = {
  roleOf(event) {
    const role = event.requestContext.authorizer?.lambda?.role;
    return isRole(role) ? role : null;
  },
};

/** @throws ProblemError `unauthorized` or `forbidden` unless the role may call a route of that access. */
export function checkAccess(role: Role | null, access: Route["access"]): void {
  if (access === "open") return;
  if (role === null) throw unauthorized();
  if (!MAY[access].includes(role)) {
    throw new ProblemError("forbidden", {
      what: `A token of role ${role} may not do this.`,
      got: role,
      expected: MAY[access],
      do: "Use a token of another role.",
    });
  }
}

/** 401: no credentials, or none that are known here. */
export function unauthorized(): ProblemError {
  return new ProblemError("unauthorized", {
    what: "The request has no valid token.",
    expected: "a token of this server as Authorization: Bearer",
    do: "Set MILLRACE_API_KEY to a token of this server.",
  });
}

const MAY: Record<Exclude<Route["access"], "open">, readonly Role[]> = {
  read: ["admin", "member", "viewer", "agent"],
  write: ["admin", "member", "agent"],
  admin: ["admin"],
};

function isRole(role: string | undefined): role is Role {
  return role === "admin" || role === "member" || role === "viewer" || role === "agent";
}
