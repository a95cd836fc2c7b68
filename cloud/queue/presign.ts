import { createHash, createHmac } from "node:crypto";
import { type Address, wholeSeconds } from "./address.ts";

/**
 * A link that receives messages by plain GET, without credentials: it answers when there is one, or after the wait. What it received stays
 * away for longer than it is kept, so nobody needs to delete it. For hints only: one whose receiver dies is lost.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html for how such links are signed
 */
export async function presignReceive(
  { client, url }: Address,
  { max, waitMs, expiresIn }: { readonly max: number; readonly waitMs: number; readonly expiresIn: number },
  now: Date,
): Promise<string> {
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  const region = await client.config.region();
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${stamp.slice(0, 8)}/${region}/sqs/aws4_request`;
  const target = new URL(url);
  const query = queryText({
    Action: "ReceiveMessage",
    Version: "2012-11-05",
    MaxNumberOfMessages: String(max),
    WaitTimeSeconds: String(wholeSeconds(waitMs)),
    VisibilityTimeout: String(LONGEST_SECONDS),
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${accessKeyId}/${scope}`,
    "X-Amz-Date": stamp,
    "X-Amz-Expires": String(expiresIn),
    "X-Amz-SignedHeaders": "host",
    ...(sessionToken !== undefined && { "X-Amz-Security-Token": sessionToken }),
  });
  const request = ["GET", target.pathname, query, `host:${target.host}`, "", "host", sha256("")].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", stamp, scope, sha256(request)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((before, part) => hmac(before, part), `AWS4${secretAccessKey}`);
  return `${target.origin}${target.pathname}?${query}&X-Amz-Signature=${hmac(key, toSign).toString("hex")}`;
}

/** The longest a message can be invisible: twelve hours. */
const LONGEST_SECONDS = 43_200;

function queryText(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
