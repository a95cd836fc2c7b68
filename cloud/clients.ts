import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";

// Region, credentials and endpoint come from the environment, as the SDK defines. One client of each kind per process, made in the wiring.

/** A client for the table: quick to give up on a silent connection, patient with throttling. */
export function dynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 6,
    retryMode: "standard",
    requestHandler: { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true },
    // Account-based endpoints buy us nothing and cost a look-up per request.
    accountIdEndpointMode: "disabled",
  });
}

/** A client for the bucket. Checksums only where S3 demands them: a presigned link must accept a plain PUT. */
export function s3Client(): S3Client {
  return new S3Client({
    maxAttempts: 5,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: 1000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  });
}

/** A client for the queues; its requests may be long polls of 20 seconds. */
export function sqsClient(): SQSClient {
  return new SQSClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 25_000, throwOnRequestTimeout: true },
  });
}

/** A client for the timers. */
export function schedulerClient(): SchedulerClient {
  return new SchedulerClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
}

/** A client for the parameters. */
export function ssmClient(): SSMClient {
  return new SSMClient({ maxAttempts: 5, requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true } });
}
