import { ProblemError } from "#core/contract/problem.ts";
import type { HttpEvent } from "./http.ts";

/** Bodies beyond this many bytes are refused. */
export const BODY_BYTES = 10_000_000;

/** Values nested deeper than this are refused, since code that walks them would run out of stack. */
export const DEPTH = 200;

/**
 * The JSON body of a request, decoded from base64 if it came so; undefined for an empty one or a plain `null`.
 * A missing content type counts as JSON, since older Prefect clients send none.
 *
 * @throws ProblemError `unsupported-media-type`, `too-large`, `bad-request` (not JSON) or `invalid` (nested too deeply, forbidden keys).
 */
export function readBody(event: HttpEvent): unknown {
  if (event.body === undefined || event.body === "") return undefined;
  checkType(event.headers["content-type"]);
  const text = event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body;
  if (text.length > BODY_BYTES) throw tooLong(text.length);
  checkDepth(text);
  const value = parse(text);
  // Copying such a key would change the copy's prototype. Rare enough that only texts that may have one are walked.
  if (/__proto__|\\u00(?:5f|70|72|6f|74)/i.test(text)) refuseForbiddenKeys(value);
  return value ?? undefined;
}

/** 413 for a body of that many bytes. */
export function tooLong(bytes: number): ProblemError {
  return new ProblemError("too-large", {
    what: "The request body is too large.",
    got: bytes,
    expected: `at most ${BODY_BYTES} bytes`,
    do: "Send less at once. POST /x/blobs/presign answers a link that large values are sent to.",
  });
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

function checkType(type: string | undefined): void {
  if (type === undefined || type.trim() === "" || JSON_TYPE.test(type.trim())) return;
  throw new ProblemError("unsupported-media-type", {
    what: "The request body is not JSON.",
    got: type.slice(0, 200),
    expected: "application/json",
    do: "Send JSON with Content-Type: application/json.",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProblemError("bad-request", {
      what: "The request body is not well-formed JSON.",
      got: cause instanceof Error ? cause.message.slice(0, 300) : undefined,
      do: "Send well-formed JSON.",
      cause,
    });
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > DEPTH) {
        throw new ProblemError("invalid", {
          what: "The request body is nested too deeply.",
          expected: `at most ${DEPTH} levels`,
          do: "Send flatter values, or keep them in result storage.",
        });
      }
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
}
const QUOTE = 34;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

// Strings are most of a body, so they are skipped at once.
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

function refuseForbiddenKeys(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Object.hasOwn(value, "__proto__")) {
    throw new ProblemError("invalid", { what: 'The request body has a key "__proto__".', do: "Use another key." });
  }
  for (const part of Object.values(value)) refuseForbiddenKeys(part);
}
