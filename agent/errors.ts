import { MillraceError } from "#sdk/errors/millrace-error.ts";

/** A bundle is not what its deployment says it is. It was not run. */
export class BundleDigestError extends MillraceError {
  override readonly name = "BundleDigestError";
  readonly code = "bundle-digest";
  constructor(key: string, digest: string, got: string) {
    super({
      what: `The bundle ${key} is not the one its deployment was made with (bundle-digest); it was not run.`,
      got: `SHA-256 ${got}`,
      expected: digest,
      do: "Find out who changed it in the storage, then create the deployment again.",
    });
  }
}

/** A bundle is not in the storage. */
export class BundleMissingError extends MillraceError {
  override readonly name = "BundleMissingError";
  readonly code = "bundle-missing";
  constructor(key: string, answer: string) {
    super({
      what: `The bundle ${key} can't be read from its storage.`,
      got: answer,
      do: "Create the deployment again, which uploads it anew.",
    });
  }
}
