import type * as z from "zod";
import { ProblemError } from "#core/contract/problem.ts";
import type { Route } from "#core/contract/route.ts";

/** The parts of a request as the route's schemas parse them. */
export interface Parsed {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Checks and converts the parts of a request.
 *
 * @throws ProblemError `not-found` for a path parameter that can name nothing; `invalid`, naming each field, for the rest.
 */
export function validate(route: Route, raw: Parsed): Parsed {
  const params = route.params?.safeParse(raw.params);
  if (params?.success === false) {
    throw new ProblemError("not-found", {
      what: "No object has such an id.",
      got: raw.params,
      expected: "a UUID, or a name without control characters",
      do: "Check the path.",
    });
  }
  const query = route.query?.safeParse(raw.query);
  if (query?.success === false) throw invalid("query", query.error);
  const body = route.body?.safeParse(raw.body);
  if (body?.success === false) throw invalid("body", body.error, raw.body === undefined);
  return { params: params?.data, query: query?.data, body: body?.data };
}

const ISSUES_NAMED = 50;

function invalid(part: string, error: z.ZodError, missing = false): ProblemError {
  const issues = error.issues.slice(0, ISSUES_NAMED).flatMap((issue) => flatten(issue, part));
  const first = issues[0];
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : "";
  return new ProblemError("invalid", {
    what: missing ? "The request has no body." : `The request is not valid: ${first?.path}: ${first?.message}${more}.`,
    do: "Correct what the issues name; GET /api/openapi.json describes every request.",
    issues,
  });
}

function flatten(issue: z.core.$ZodIssue, prefix: string): { path: string; message: string }[] {
  const path = [prefix, ...issue.path].map((key) => String(key).slice(0, 100)).join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys.slice(0, 10).map((key) => ({ path: `${path}.${key.slice(0, 100)}`, message: "unknown key" }));
  const branch = issue.code === "invalid_union" ? nearest(issue.errors) : undefined;
  if (branch !== undefined) return branch.flatMap((inner) => flatten(inner, path));
  return [{ path, message: issue.message.slice(0, 300) }];
}

// Of several shapes that do not fit, the one the sender most likely meant: that whose keys it knows, and which lacks least.
function nearest(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const foreign = (branch: readonly z.core.$ZodIssue[]) => branch.filter(({ code }) => code === "unrecognized_keys").length;
  const usable = branches.filter(
    (branch) => branch.length > 0 && !branch.some(({ path, code }) => path.length === 0 && code === "invalid_type"),
  );
  return [...usable].sort((a, b) => foreign(a) - foreign(b) || a.length - b.length)[0];
}
