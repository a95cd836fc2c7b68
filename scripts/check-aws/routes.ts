import type { Route } from "#core/contract/route.ts";
import { routes } from "#core/contract/routes.ts";
import { type Account, type Finding, failed, ok } from "./check.ts";

/** No document has it. */
const NOBODY = "00000000-0000-4000-8000-000000000000";

/**
 * Asks every route for something that changes nothing: reads, ids nobody has, bodies that are refused. An answer of the function's own, whatever
 * it says, shows that the gateway leads to it and that its role reads what the route needs.
 */
export async function checkRoutes({ url, token }: Account): Promise<Finding[]> {
  const harmless = Object.entries(routes as Record<string, Route>).filter(([, route]) => route.access !== "open" && isHarmless(route));
  const wrong: string[] = [];
  for (const [name, route] of harmless) {
    const path = route.path.replace(/\{\w+\}/g, NOBODY);
    const body = route.body === undefined || route.method === "GET" ? {} : { body: JSON.stringify(REFUSED) };
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(url + path, { method: route.method, headers, ...body });
    const text = await answer.text();
    // the gateway's own refusals carry no code
    const isOurs = answer.ok || /"code":/.test(text);
    if (!isOurs || answer.status >= 500 || answer.status === 401) wrong.push(`${name}: ${answer.status} ${text.slice(0, 80)}`);
  }
  const what = `${harmless.length} of ${Object.keys(routes).length} routes answer`;
  return [
    wrong.length === 0
      ? ok(what, "each by the function")
      : failed(
          what,
          `${wrong.length} do not: ${wrong.slice(0, 3).join("; ")}`,
          "Look for AccessDenied in the log of the function Api; its role lacks what that route needs.",
        ),
  ];
}

/** No route of ours knows this key. */
const REFUSED = { "check-aws: nobody knows this key": true };

function isHarmless({ method, path, body }: Route): boolean {
  if (method === "GET") return true;
  return path.includes("{id}") || (body !== undefined && !body.safeParse(REFUSED).success);
}
