import { MillraceError } from "./millrace-error.ts";

/** One thing that keeps a file from being bundled. */
export interface BundleProblem {
  readonly what: string;
  /** Such as `pipeline.ts:3:21`. */
  readonly where?: string;
  readonly do?: string;
}

/** A file of flows cannot be made into one that runs elsewhere. */
export class BundleError extends MillraceError {
  override readonly name = "BundleError";
  readonly code = "bundle-failed";
  readonly problems: readonly BundleProblem[];
  constructor(file: string, problems: readonly BundleProblem[], cause?: unknown) {
    const lines = problems.map(
      ({ what, where, do: advice }) =>
        `\n  ${where === undefined ? "" : `${where}: `}${what}${advice === undefined ? "" : `\n    → ${advice}`}`,
    );
    super({
      what: `${file} cannot be deployed as it is:${lines.join("")}`,
      do: "\nNothing was changed.",
      cause,
    });
    this.problems = problems;
  }
}
