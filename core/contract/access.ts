import type { Route } from "./route.ts";
import type { Role } from "./tokens.ts";

/** Which roles may call the routes of an access level; those of `open` need no token. */
export const rolesOf: Readonly<Record<Exclude<Route["access"], "open">, readonly Role[]>> = {
  read: ["admin", "member", "viewer", "agent"],
  agent: ["admin", "member", "agent"],
  write: ["admin", "member"],
  admin: ["admin"],
};
