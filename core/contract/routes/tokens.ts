import * as z from "zod";
import type { Route } from "../route.ts";
import { Me, Token, TokenCreate, TokenCreated } from "../tokens.ts";
import { byId } from "./bodies.ts";

/** Tokens and who one is. All ours. */
export const tokenRoutes = {
  createToken: {
    method: "POST",
    path: "/x/tokens",
    tag: "tokens",
    access: "admin",
    summary: "Make a token; the answer is the only place it is shown",
    body: TokenCreate,
    response: TokenCreated,
    status: 201,
  },
  listTokens: {
    method: "GET",
    path: "/x/tokens",
    tag: "tokens",
    access: "admin",
    summary: "List tokens by name, with those that ended within a month",
    response: z.array(Token),
  },
  revokeToken: {
    method: "DELETE",
    path: "/x/tokens/{id}",
    tag: "tokens",
    access: "admin",
    summary: "End a token and the sessions opened with it; again changes nothing",
    params: byId,
  },
  readMe: { method: "GET", path: "/x/me", tag: "tokens", access: "read", summary: "Who the caller is: role and token", response: Me },
} as const satisfies Record<string, Route>;
