import { StoreBusyError, StoreInputError } from "#core/ports/errors.ts";
import { ServiceError } from "../wire/service-error.ts";
import type { Item } from "./item.ts";

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

/** What stands in the way of a conditional write that was refused, if it is one. */
export function refusedBy(error: unknown): { readonly item: Item | undefined; readonly attempts: number } | undefined {
  if (!(error instanceof ServiceError && error.name === "ConditionalCheckFailedException")) return undefined;
  return { item: error.answer["Item"] as Item | undefined, attempts: error.$metadata.attempts ?? 1 };
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
