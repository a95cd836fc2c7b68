import { buildQueryString, HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { type Address, wholeSeconds } from "./address.ts";

/**
 * A link that receives messages by plain GET, without credentials: it answers when there is one, or after the wait. What it received stays
 * away for longer than it is kept, so nobody needs to delete it. For hints only: one whose receiver dies is lost.
 */
export async function presignReceive(
  { client, url }: Address,
  { max, waitMs, expiresIn }: { readonly max: number; readonly waitMs: number; readonly expiresIn: number },
  now: Date,
): Promise<string> {
  const { hostname, host, origin, pathname } = new URL(url);
  const query = {
    Action: "ReceiveMessage",
    Version: "2012-11-05",
    MaxNumberOfMessages: String(max),
    WaitTimeSeconds: String(wholeSeconds(waitMs)),
    VisibilityTimeout: String(LONGEST_SECONDS),
  };
  const { credentials, region } = client.config;
  const signer = new SignatureV4({ service: "sqs", region, credentials, sha256: Hash.bind(null, "sha256") as never });
  const request = new HttpRequest({ hostname, path: pathname, query, headers: { host } });
  const signed = (await signer.presign(request, { expiresIn, signingDate: now })) as HttpRequest;
  return `${origin}${pathname}?${buildQueryString(signed.query)}`;
}

/** The longest a message can be invisible: twelve hours. */
const LONGEST_SECONDS = 43_200;
