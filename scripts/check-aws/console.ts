import { consoleHeaders } from "#core/contract/console-headers.ts";
import { type Account, type Finding, failed, ok, skipped } from "./check.ts";

/** What CloudFront makes of the console: its headers, its pages, the API on the same origin, and that plain HTTP is not served. */
export async function checkConsole({ console: address }: Account): Promise<Finding[]> {
  if (address === undefined) return [skipped("console", "not deployed", "npm run deploy, then say --console <ConsoleUrl>")];
  const page = await fetch(address);
  const expected = { ...consoleHeaders, "content-security-policy": undefined, "strict-transport-security": undefined };
  const missing = Object.entries(expected).filter(([name, value]) => {
    const got = page.headers.get(name);
    return got === null || (value !== undefined && got !== value);
  });
  const headers =
    missing.length === 0
      ? ok("console: headers", `${Object.keys(expected).length} as they should be`)
      : failed(
          "console: headers",
          `missing or other: ${missing.map(([name]) => name).join(", ")}`,
          "The response headers policy is not attached: deploy MillraceConsole again.",
        );
  const deep = await fetch(new URL("/runs/flow-run/00000000-0000-4000-8000-000000000000", address));
  const isPage = deep.ok && deep.headers.get("content-type")?.includes("text/html") === true;
  const health = await fetch(new URL("/api/health", address));
  const plain = await fetch(address.replace(/^https:/, "http:"), { redirect: "manual" });
  return [
    headers,
    isPage
      ? ok("console: its own paths", "answered with the page")
      : failed("console: its own paths", String(deep.status), "The function that rewrites paths is not attached to the distribution."),
    health.ok
      ? ok("console: the API on the same origin", String(health.status))
      : failed(
          "console: the API on the same origin",
          String(health.status),
          "The behaviour /api/* does not reach the API: compare its origin with ApiUrl.",
        ),
    plain.status >= 300 && plain.status < 400
      ? ok("console: plain HTTP", "sent on to HTTPS")
      : failed("console: plain HTTP", String(plain.status), "The viewer protocol policy should be redirect-to-https."),
  ];
}
