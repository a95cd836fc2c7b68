import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";

// Region, credentials and endpoint come from the environment, as the SDK defines, unless a caller overrides them.
// One client of each kind per process, made in the wiring. That of the bucket is beside the blobs, as servers without AWS
// use it too; those of timers, containers and parameters beside these, as few starts need them.

/** A client for the table: quick to give up on a silent connection, patient for some seconds with throttling. */
export function dynamoDbClient(overrides: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    retryStrategy: new ConfiguredRetryStrategy(8, (attempt) => Math.random() * Math.min(2000, 25 * 2 ** attempt)),
    requestHandler: { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true },
    // Account-based endpoints buy us nothing and cost a look-up per request.
    accountIdEndpointMode: "disabled",
    ...overrides,
  });
}

/** A client for the queues; its requests may be long polls of 20 seconds. */
export function sqsClient(overrides: SQSClientConfig = {}): SQSClient {
  return new SQSClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 25_000, throwOnRequestTimeout: true },
    ...overrides,
  });
}
