import { StoreBusyError, StoreInputError } from "#core/ports/errors.ts";

/**
 * An error of the DynamoDB client as the port names it. The client has already retried with jitter what it may;
 * what is left as throttling, a fault of the service or of the network is "busy".
 */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { $metadata, $fault, code } = error as Error & { $metadata?: { httpStatusCode?: number }; $fault?: string; code?: string };
  if (/item.{0,20}size/i.test(error.message) && error.name === "ValidationException") {
    return new StoreInputError(
      "The document is larger than an item of the table may be (400 KB). Put the payload into Blobs and keep its key in the document.",
      { cause: error },
    );
  }
  const busy =
    throttled.has(error.name) ||
    $fault === "server" ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    (code !== undefined && unreachable.has(code)) ||
    error.name === "TimeoutError";
  if (!busy) return error;
  return new StoreBusyError(
    `The table did not answer in time (${error.name}: ${error.message}). Nothing is known to be written; the same call may succeed later.`,
    { cause: error },
  );
}

const throttled = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "TransactionConflictException",
  "LimitExceededException",
  "InternalServerError",
  "ServiceUnavailable",
]);

const unreachable = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
