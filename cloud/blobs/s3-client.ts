import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";

/** A client for the bucket. Checksums only where S3 demands them: a presigned link must accept a plain PUT. */
export function s3Client(overrides: S3ClientConfig = {}): S3Client {
  return new S3Client({
    maxAttempts: 5,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: 1000, requestTimeout: 20_000, throwOnRequestTimeout: true },
    ...overrides,
  });
}
