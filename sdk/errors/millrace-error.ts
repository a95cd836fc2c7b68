/** What a message of ours is made of: what happened, what was found, what was expected, what to do. */
export interface ErrorAbout {
  readonly what: string;
  readonly got?: string;
  readonly expected?: string;
  readonly do: string;
  readonly cause?: unknown;
}

// two copies of the SDK may meet in one process (a bundle and a package); the registered symbol is the same in both
const marker = Symbol.for("millrace.error");

/** Base of every error the SDK throws: a literal `name`, a stable `code` with a page under docs/errors, and a message that says what to do. */
export abstract class MillraceError extends Error {
  abstract override readonly name: string;
  abstract readonly code: string;

  constructor(about: ErrorAbout) {
    const got = about.got === undefined ? "" : ` Got ${about.got}.`;
    const expected = about.expected === undefined ? "" : ` Expected ${about.expected}.`;
    super(`${about.what}${got}${expected} ${about.do}`, about.cause === undefined ? undefined : { cause: about.cause });
    Object.defineProperty(this, marker, { value: true });
  }
}

/** True for an error of this SDK, also one thrown by another copy of it; with `code`, only for that one. */
export function isMillraceError(value: unknown, code?: string): value is MillraceError {
  return (
    typeof value === "object" && value !== null && marker in value && (code === undefined || (value as { code?: unknown }).code === code)
  );
}
