import { createHmac } from "node:crypto";

/**
 * Headers by which a receiver knows that a body is ours and fresh: the time in seconds, and HMAC-SHA256 of `<time>.<body>` under the
 * notification's secret. How to check them: docs/guides/notifications.md.
 */
export function signatureHeaders(body: string, secret: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const digest = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return { "x-millrace-timestamp": timestamp, "x-millrace-signature": `v1=${digest}` };
}
