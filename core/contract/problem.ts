import * as z from "zod";

/**
 * The one shape of every error answer (RFC 9457 in spirit), readable to Prefect's client through `detail`.
 * `code` is stable and names a page under docs/errors.
 */
export const Problem = z
  .object({
    code: z.string(),
    status: z.int(),
    /** What happened, in one sentence. */
    what: z.string(),
    got: z.unknown().optional(),
    expected: z.unknown().optional(),
    /** What to do about it. */
    do: z.string(),
    /** The same in one text, for clients that know only `detail`. */
    detail: z.string(),
    request_id: z.string(),
    docs: z.string(),
    /** For validation problems: each place and what is wrong with it. */
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.output<typeof Problem>;

/** Codes of problems, with the HTTP status of each. */
export const problemStatus = {
  "bad-request": 400,
  unauthorized: 401,
  "token-malformed": 401,
  "token-expired": 401,
  "token-revoked": 401,
  forbidden: 403,
  "wrong-scope": 403,
  "not-found": 404,
  "route-not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  "stale-epoch": 409,
  gone: 410,
  "too-large": 413,
  "unsupported-media-type": 415,
  invalid: 422,
  "csrf-disabled": 422,
  "no-free-slot": 423,
  "storage-bucket": 422,
  "storage-credentials": 422,
  "storage-forbidden": 422,
  "storage-unreachable": 422,
  "storage-directory": 422,
  "storage-timeout": 422,
  "storage-failed": 422,
  "too-many-attempts": 429,
  internal: 500,
  busy: 503,
  full: 507,
} as const;
export type ProblemCode = keyof typeof problemStatus;

/** What a service throws to answer with a problem. Recognised by `name`, since bundles may hold two copies of this class. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: ProblemCode;
  readonly what: string;
  readonly got: unknown;
  readonly expected: unknown;
  readonly advice: string;
  readonly issues: readonly { path: string; message: string }[] | undefined;
  /** Seconds after which the same request makes sense again. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ProblemCode,
    about: {
      what: string;
      got?: unknown;
      expected?: unknown;
      do: string;
      issues?: readonly { path: string; message: string }[];
      retryAfter?: number;
      cause?: unknown;
    },
  ) {
    super(`${about.what} ${about.do}`, { cause: about.cause });
    this.code = code;
    this.what = about.what;
    this.got = about.got;
    this.expected = about.expected;
    this.advice = about.do;
    this.issues = about.issues;
    this.retryAfter = about.retryAfter;
  }

  get status(): number {
    return problemStatus[this.code];
  }
}
