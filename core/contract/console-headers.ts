/** What every file of the console is answered with beside its content, from wherever it is served. */
export const consoleHeaders = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
} as const;

/**
 * What its pages may load and call, as a content security policy: their own origin, and nothing of the bucket. Content that people open is
 * read through the API, so no link to a storage is ever fetched by a page.
 *
 * @param scripts hashes of scripts that stand in the page itself; default none.
 */
export function consolePolicy(scripts: readonly string[] = []): string {
  return [
    "default-src 'self'",
    `script-src ${["'self'", ...scripts].join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
