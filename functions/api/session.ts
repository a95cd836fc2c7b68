import * as z from "zod";
import { ProblemError } from "#core/contract/problem.ts";
import { readBody } from "./body.ts";
import type { Callers } from "./callers.ts";
import { emptyAnswer, type HttpAnswer, type HttpEvent, jsonAnswer } from "./http.ts";

const SignIn = z.strictObject({ token: z.string().min(1).max(1000) });

/**
 * The console's way in, at `/api/x/session`: POST `{token}` trades a token for a cookie, DELETE ends the session, GET says who the browser
 * is to the server (`role` null: sign in first) and whether there is anything to sign in to.
 */
export function sessionRoutes(callers: Callers): { method: string; path: string; handler: (event: HttpEvent) => Promise<HttpAnswer> }[] {
  const { sessions } = callers;
  const path = "/api/x/session";
  return [
    {
      method: "GET",
      path,
      handler: async (event) => {
        const judged = await callers.callerOf(event);
        const { role, name } = "refused" in judged ? { role: null, name: null } : judged;
        return jsonAnswer(200, JSON.stringify({ role, name, sign_in: sessions !== undefined }));
      },
    },
    {
      method: "POST",
      path,
      async handler(event) {
        const given = SignIn.safeParse(readBody(event));
        if (!given.success)
          throw new ProblemError("invalid", {
            what: "The token is missing.",
            expected: '{"token": "…"}',
            do: "Send a token of this server.",
          });
        if (sessions === undefined) return emptyAnswer(204);
        return emptyAnswer(204, [await sessions.open(given.data.token, event)]);
      },
    },
    { method: "DELETE", path, handler: async (event) => emptyAnswer(204, sessions && [await sessions.close(event)]) },
  ];
}
