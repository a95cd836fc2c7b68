import { ProblemError } from "#core/contract/problem.ts";
import type { HttpEvent } from "./http.ts";

/**
 * Refuses requests that change something and come from a page of another site: a browser would add this site's cookie to them, or reach a
 * server on loopback that asks for none. Programs send neither header.
 *
 * @param baseUrl where the caller reaches this API; a proxy may have put another Host.
 * @throws ProblemError `forbidden`
 */
export function checkOrigin(event: HttpEvent, baseUrl: string): void {
  const { method } = event.requestContext.http;
  if (method === "GET" || method === "HEAD") return;
  const site = event.headers["sec-fetch-site"];
  const origin = event.headers.origin;
  if (site === undefined && origin === undefined) return;
  if (
    site === undefined
      ? sameHost(origin, event.headers.host) || sameHost(origin, URL.parse(baseUrl)?.host)
      : site === "same-origin" || site === "none"
  )
    return;
  throw new ProblemError("forbidden", {
    what: "The request comes from a page of another site.",
    got: origin?.slice(0, 200),
    do: "Call the API from its own console, or from a program.",
  });
}

function sameHost(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
