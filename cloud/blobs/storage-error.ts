import type { StorageConfig } from "#core/contract/storages.ts";
import { StorageError } from "#core/ports/errors.ts";

type S3Config = Extract<StorageConfig, { type: "s3" }>;

/** What S3, or the way there, answered, in words that say what to change. Keeps nothing of the request, which holds a key id. */
export function explainS3(error: unknown, { bucket, endpoint, region, access_key_id }: S3Config): StorageError {
  const { name = "", code = "", message = "", status } = factsOf(error);
  const at = endpoint ?? `Amazon S3${region === null ? "" : ` in ${region}`}`;
  const whose = access_key_id === null ? "the server's own credentials" : "this access key";
  const answer = (kind: StorageError["code"], what: string, advice: string) => new StorageError(kind, what, advice);

  if (name === "NoSuchBucket" || (status === 404 && name !== "NoSuchKey"))
    return answer(
      "storage-bucket",
      `There is no bucket ${bucket} at ${at}.`,
      "Check the bucket's name and the endpoint, or create the bucket.",
    );
  if (
    ["InvalidBucketName", "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"].includes(name) ||
    status === 301
  )
    return answer(
      "storage-bucket",
      `The bucket ${bucket} is not at ${at}: ${plain(message || name)}`,
      "Give the region the bucket is in, or correct its name.",
    );
  if (name === "InvalidAccessKeyId")
    return answer("storage-credentials", `${at} does not know the access key id.`, "Check the access key id; was the key deleted?");
  if (name === "SignatureDoesNotMatch")
    return answer(
      "storage-credentials",
      `The secret access key does not belong to the access key id, says ${at}.`,
      "Enter the secret again, without spaces around it.",
    );
  if (["ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestTimeTooSkewed"].includes(name) || status === 401)
    return answer(
      "storage-credentials",
      `${at} does not take ${whose}: ${plain(message || name)}`,
      "Use credentials that are valid now; check the server's clock.",
    );
  if (name === "CredentialsProviderError" || /could not load credentials/i.test(message))
    return answer(
      "storage-credentials",
      "The server has no AWS credentials of its own.",
      "Give an access key with its secret, or start the server with a profile or role.",
    );
  if (/region is missing/i.test(message)) return answer("storage-bucket", "The region of the bucket is not known.", "Give the region.");
  if (["AccessDenied", "AllAccessDisabled", "AccountProblem"].includes(name) || status === 403)
    return answer(
      "storage-forbidden",
      `${at} does not let ${whose} do this in the bucket ${bucket}.`,
      "Allow s3:PutObject, s3:GetObject and s3:DeleteObject on the bucket's objects.",
    );
  if (NETWORK.test(code) || ["TimeoutError", "NetworkingError"].includes(name))
    return answer(
      "storage-unreachable",
      `${at} cannot be reached: ${reason(code || name)}.`,
      "Check the endpoint, and that the server's machine may connect to it.",
    );
  if (/Deserialization error|Expected closing tag|is not expected|Unexpected token/i.test(message))
    return answer(
      "storage-unreachable",
      `What answers at ${at} does not speak the S3 protocol.`,
      "Check the endpoint: its port is that of the S3 API, not of a console.",
    );
  return answer(
    "storage-failed",
    `${at} answered: ${plain(message || name || String(error))}`,
    "Try again; if it stays, look into the storage's own log.",
  );
}

const NETWORK =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL)/;

function factsOf(error: unknown): { name?: string; code?: string; message?: string; status?: number | undefined } {
  if (!(error instanceof Error)) return {};
  const seen = error as Error & { code?: unknown; errors?: unknown[]; $metadata?: { httpStatusCode?: number } };
  const inner = Array.isArray(seen.errors) ? seen.errors[0] : error.cause;
  const code =
    typeof seen.code === "string"
      ? seen.code
      : typeof (inner as { code?: unknown })?.code === "string"
        ? String((inner as { code: string }).code)
        : "";
  return { name: error.name, code, message: error.message, status: seen.$metadata?.httpStatusCode };
}

function reason(code: string): string {
  const known: Record<string, string> = {
    ECONNREFUSED: "nothing listens there (connection refused)",
    ENOTFOUND: "its host name is unknown",
    EAI_AGAIN: "its host name cannot be looked up now",
    TimeoutError: "it does not answer in time",
    EPROTO: "it does not speak TLS there; is it http?",
  };
  return known[code] ?? code;
}

function plain(text: string): string {
  const line = text.replace(/\s+/g, " ").trim().slice(0, 200);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
