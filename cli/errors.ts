import { styleText } from "node:util";
import type { Cli } from "./cli.ts";

/** What a command's exit code means; documented in `millrace --help`. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 3, notFound: 4 } as const;

/** A command cannot do what was asked; the message says what and got, `advice` what to do. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: keyof typeof exitCodes;
  readonly advice: string | undefined;
  constructor(code: keyof typeof exitCodes, message: string, advice?: string) {
    super(message);
    this.code = code;
    this.advice = advice;
  }
}

/** Turns what was thrown into what a person reads and the exit code a script tests. */
export function explain(error: unknown, cli: Cli): { readonly text: string; readonly exitCode: number } {
  const { message, advice, exitCode } = describeError(error);
  const red = (text: string) => styleText("red", text, { stream: process.stderr });
  const lines = [`${red("✘")} ${message}`];
  if (advice !== undefined) lines.push(`  → ${advice}`);
  if (cli.inputs.env.MILLRACE_DEBUG !== undefined && error instanceof Error) lines.push(error.stack ?? "");
  return { text: lines.join("\n"), exitCode };
}

interface Described {
  readonly message: string;
  readonly advice?: string | undefined;
  readonly exitCode: number;
}

function describeError(error: unknown): Described {
  if (!(error instanceof Error)) return { message: String(error), exitCode: exitCodes.failed };
  if (error instanceof CliError) return { message: error.message, advice: error.advice, exitCode: exitCodes[error.code] };
  const seen = error as Error & {
    code?: string;
    status?: number;
    problem?: { what: string; do: string };
    what?: string;
    got?: string;
    expected?: string;
    do?: string;
  };
  // errors of other rooms are known by name, so that a command loads only the rooms it needs
  if (seen.name === "SettingError") return settingError(seen);
  if (seen.name === "ApiError") return apiError(seen);
  if (seen.name === "ApiUnreachableError" || networkCode(error) !== undefined) return unreachable(error);
  if (seen.name === "ServerRunningError" || seen.name === "DataDirectoryError")
    return { message: seen.message, exitCode: exitCodes.failed };
  return { message: seen.message || seen.name, exitCode: exitCodes.failed };
}

function settingError(error: { what?: string; got?: string; expected?: string; do?: string; code?: string }): Described {
  const got = error.got === undefined ? "" : `\n  Got: ${error.got}`;
  const expected = error.expected === undefined ? "" : `\n  Expected: ${error.expected}`;
  return {
    message: `${error.what}${got}${expected}`,
    advice: error.do,
    exitCode: error.code === "profile-unknown" ? exitCodes.notFound : exitCodes.usage,
  };
}

function apiError(error: Error & { status?: number; problem?: { code?: string; what: string; do: string } }): Described {
  const message = error.problem?.what ?? error.message;
  const exitCode = error.status === 404 ? exitCodes.notFound : exitCodes.failed;
  // a gateway in front refuses what it does not know without a problem of ours
  if (error.status === 401 || (error.status === 403 && error.problem === undefined)) {
    const known = error.problem !== undefined && error.problem.code !== "unauthorized";
    return {
      message: error.problem === undefined ? "The API does not know this token." : message,
      advice: known
        ? error.problem?.do
        : 'The API asks for a token it accepts: "millrace cloud login", or set the variable MILLRACE_API_KEY.',
      exitCode,
    };
  }
  return { message, advice: error.problem?.do, exitCode };
}

function unreachable(error: Error): Described {
  // the connection's own message says where and what to do
  if (error.name === "ApiUnreachableError")
    return {
      message: error.message,
      advice: '"millrace config view" shows which API is in use, and who set it.',
      exitCode: exitCodes.unreachable,
    };
  return {
    message: `The API cannot be reached (${networkCode(error)}).`,
    advice: 'Is it running, and is MILLRACE_API_URL right? "millrace config view" shows the address and who set it.',
    exitCode: exitCodes.unreachable,
  };
}

function networkCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    if (
      typeof code === "string" &&
      /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR|CERT_|DEPTH_ZERO|SELF_SIGNED)/.test(code)
    )
      return code;
  }
  return undefined;
}
