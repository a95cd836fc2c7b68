import { lookup as dnsLookup } from "node:dns";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** What a receiver answered, as far as it is read. */
export interface Answer {
  readonly status: number;
  /** At most {@link ANSWER_BYTES}. */
  readonly text: string;
  readonly retryAfter: string | undefined;
}

/**
 * Posts JSON to an address that a person entered. Follows a redirect only to the same host (307 and 308), gives up after ten seconds in
 * all, reads no more than a little of the answer, and reaches no link-local address: that is where clouds keep credentials.
 *
 * @throws Error that says why there was no answer.
 */
export async function postJson(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let target = new URL(url);
  for (let hop = 0; ; hop++) {
    const answer = await postOnce(target, body, headers, signal);
    if (answer.location === undefined || (answer.status !== 307 && answer.status !== 308)) return answer;
    const next = new URL(answer.location, target);
    if (next.host !== target.host || next.protocol !== target.protocol) throw new Error(`It redirects to another host (${next.host}).`);
    if (hop === REDIRECTS) throw new Error("It redirects again and again.");
    target = next;
  }
}

const TIMEOUT_MS = 10_000;
const REDIRECTS = 3;
const ANSWER_BYTES = 2000;

function postOnce(
  target: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer & { readonly location: string | undefined }> {
  const host = target.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && isForbidden(host)) throw forbidden(host);
  const request = target.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(signal.aborted ? new Error(`No answer within ${TIMEOUT_MS / 1000} seconds.`) : error);
    const sent = request(
      target,
      {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers },
        agent: false,
        lookup: allowedLookup,
        signal,
      },
      (answer) => {
        readBounded(answer).then((text) => {
          const { location, "retry-after": retryAfter } = answer.headers;
          resolve({ status: answer.statusCode ?? 0, text, location, retryAfter });
          sent.destroy();
        }, fail);
      },
    );
    sent.on("error", fail);
    sent.end(body);
  });
}

async function readBounded(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString();
}

// Judged where the name is resolved, so that no name can stand for such an address.
const allowedLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "", 0);
    const bad = addresses.find(({ address }) => isForbidden(address));
    const first = addresses[0];
    if (bad !== undefined || first === undefined) return callback(forbidden(bad?.address ?? hostname), "", 0);
    if (options.all === true) return callback(null, addresses as never);
    callback(null, first.address, first.family);
  });
};

const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
linkLocal.addAddress("fd00:ec2::254", "ipv6");

function isForbidden(address: string): boolean {
  return linkLocal.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

function forbidden(address: string): Error {
  return new Error(`${address} is a link-local address; notifications are not sent there.`);
}
