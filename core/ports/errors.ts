/** The store is throttling or locked beyond its own retries; the same call may succeed later. */
export class StoreBusyError extends Error {
  override readonly name = "StoreBusyError";
  readonly code = "store-busy";
}

/** There is no space left; what was there before is unchanged. */
export class StoreFullError extends Error {
  override readonly name = "StoreFullError";
  readonly code = "store-full";
}

/** A key, cursor, page size or document that no adapter may accept; nothing was touched. */
export class StoreInputError extends Error {
  override readonly name = "StoreInputError";
  readonly code = "store-input";
}

/** A blob key that could leave its place or that an adapter cannot hold. */
export class BlobKeyError extends Error {
  override readonly name = "BlobKeyError";
  readonly code = "blob-key";
  readonly key: string;
  constructor(key: string, why: string) {
    super(
      `Blob key ${JSON.stringify(key.slice(0, 100))} is refused: ${why}. Use 1 to 900 characters of a-z A-Z 0-9 . - / =, without empty, "." or ".." segments.`,
    );
    this.key = key;
  }
}

/** Some messages of a send were not accepted; `failed` holds their positions. */
export class QueueSendError extends Error {
  override readonly name = "QueueSendError";
  readonly code = "queue-send";
  readonly failed: readonly number[];
  constructor(queue: string, failed: readonly number[], options?: ErrorOptions) {
    super(`Queue "${queue}" did not accept ${failed.length} message(s), at positions ${failed.join(", ")}. Send those again.`, options);
    this.failed = failed;
  }
}

/** A sealed secret that cannot be opened here: the key is another one, or the text was moved or changed. */
export class SecretsError extends Error {
  override readonly name = "SecretsError";
  readonly code = "secrets";
}

/** A storage that people set up does not do what it should; the message says what it answered, `advice` what to do. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code:
    | "storage-bucket"
    | "storage-credentials"
    | "storage-forbidden"
    | "storage-unreachable"
    | "storage-directory"
    | "storage-timeout"
    | "storage-failed";
  readonly advice: string;
  constructor(code: StorageError["code"], message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = advice;
  }
}
